import { cloudAccountDisconnected, readEvent, type CloudEvent } from '@offload/contracts';
import { handleOnce, type Delivery } from '@offload/service-kit';
import { CheckCountRepository } from '../check-result/check-count.repository.ts';
import { CloudAccountRepository } from '../cloud-account/cloud-account.repository.ts';
import type { Context } from '../context.ts';
import { FindingRepository } from '../finding/finding.repository.ts';
import { cancelWithin } from '../scan/cancel-scan.ts';
import type { ScanRow } from '../scan/scan.entity.ts';
import { ScanRepository } from '../scan/scan.repository.ts';
import { cloudAccountSubscriber } from './cloud-account-subscriber.ts';

/** Cancels what runs, and resolves the account's findings: nobody can say any longer that they are so. They stay readable as RESOLVED. */
export async function onCloudAccountDisconnected(ctx: Context, event: CloudEvent, delivery?: Delivery): Promise<void> {
  const { cloudAccountId } = readEvent(cloudAccountDisconnected, event);
  let cancelled: ScanRow | null = null;

  await handleOnce(
    ctx.database,
    cloudAccountSubscriber,
    event,
    async (tx) => {
      await new CloudAccountRepository(tx).disconnect(cloudAccountId);
      const active = await new ScanRepository(tx).active(cloudAccountId);
      if (active) cancelled = await cancelWithin(ctx, tx, active.id);
      await new FindingRepository(tx).resolveAll(cloudAccountId);
      await new CheckCountRepository(tx).forget(cloudAccountId);
    },
    delivery,
  );

  ctx.heldAccess.end(event.tenantid, cloudAccountId);
  const scan = cancelled as ScanRow | null;
  if (scan) ctx.progress.tell({ tenantId: event.tenantid, scanId: scan.id, cloudAccountId }, scan.revision);
  ctx.wakeDispatcher();
}
