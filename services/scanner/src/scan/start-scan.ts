import type { ScanTrigger, ScanType } from '@offload/contracts';
import { err, ok, type Result } from '@offload/service-kit';
import { CloudAccountRepository } from '../cloud-account/cloud-account.repository.ts';
import { hearOfCloudAccount } from '../cloud-account/hear-of-cloud-account.ts';
import type { Context } from '../context.ts';
import { announceScan, planScan } from './plan-scan.ts';
import { regionsToScan } from './regions-to-scan.ts';
import type { ScanRow } from './scan.entity.ts';
import { cloudAccountNotConnected, cloudAccountNotFound, type CloudAccountNotConnected, type InvalidInput, type NotFound } from './scan.errors.ts';

export interface StartScan {
  readonly tenantId: string;
  readonly cloudAccountId: string;
  readonly type: ScanType;
  readonly trigger: ScanTrigger;
  /** null: the account's own regions, or the curated set. */
  readonly regions: readonly string[] | null;
}

/** Starts a scan and gives it, or the one of that account that is queued or running already, whatever its type. */
export async function startScan(
  ctx: Context,
  { tenantId, cloudAccountId, type, trigger, regions: chosen }: StartScan,
): Promise<Result<ScanRow, NotFound | InvalidInput | CloudAccountNotConnected>> {
  if (!(await hearOfCloudAccount(ctx, tenantId, cloudAccountId))) return err(cloudAccountNotFound);

  const started = await ctx.database.transact(tenantId, async (tx) => {
    const account = await new CloudAccountRepository(tx).find(cloudAccountId);
    if (!account) return err(cloudAccountNotFound);
    if (!account.isConnected) return err(cloudAccountNotConnected);

    const regions = regionsToScan({ provider: account.provider, type, chosen, ofAccount: account.regions });
    if (!regions.ok) return regions;

    return ok(await planScan(ctx, tx, { account, type, trigger, regions: regions.value }));
  });

  if (started.ok) announceScan(ctx, started.value);
  return started;
}
