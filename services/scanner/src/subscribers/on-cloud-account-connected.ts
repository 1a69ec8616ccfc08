import { cloudAccountConnected, readEvent, type CloudEvent } from '@offload/contracts';
import { handleOnce, type Delivery } from '@offload/service-kit';
import { CloudAccountRepository } from '../cloud-account/cloud-account.repository.ts';
import type { Context } from '../context.ts';
import { announceScan, planScan } from '../scan/plan-scan.ts';
import { regionsToScan } from '../scan/regions-to-scan.ts';
import type { ScanRow } from '../scan/scan.entity.ts';
import { cloudAccountSubscriber } from './cloud-account-subscriber.ts';

/** Remembers the account and, unless the person turned that off, plans its first scan: both or neither, however often the event comes. */
export async function onCloudAccountConnected(ctx: Context, event: CloudEvent, delivery?: Delivery): Promise<void> {
  const { cloudAccountId, provider, providerAccountId, regions, simulated, initialScan } = readEvent(cloudAccountConnected, event);
  let planned: ScanRow | null = null;

  await handleOnce(
    ctx.database,
    cloudAccountSubscriber,
    event,
    async (tx) => {
      const accounts = new CloudAccountRepository(tx);
      await accounts.connect({ id: cloudAccountId, provider, providerAccountId, regions, simulated });
      if (!initialScan) return;

      const account = await accounts.find(cloudAccountId);
      if (!account) throw new Error('an account that was just stored is not there');
      const toScan = regionsToScan({ provider, type: 'FULL', chosen: null, ofAccount: regions });
      if (!toScan.ok) throw new Error('a full scan of the account has no regions');
      planned = await planScan(ctx, tx, { account, type: 'FULL', trigger: 'ACCOUNT_CONNECTED', regions: toScan.value });
    },
    delivery,
  );

  const scan = planned as ScanRow | null;
  if (scan) announceScan(ctx, scan);
}
