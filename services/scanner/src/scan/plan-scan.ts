import { newId, scanQueued, type ScanTrigger, type ScanType } from '@offload/contracts';
import { recordAct, type Transaction } from '@offload/service-kit';
import { CloudAccountRepository } from '../cloud-account/cloud-account.repository.ts';
import type { CloudAccountRow } from '../cloud-account/cloud-account.entity.ts';
import type { Context } from '../context.ts';
import { JobRepository } from '../job/job.repository.ts';
import type { ScanRow } from './scan.entity.ts';
import { ScanRepository } from './scan.repository.ts';

export interface PlanScan {
  readonly account: CloudAccountRow;
  readonly type: ScanType;
  readonly trigger: ScanTrigger;
  readonly regions: readonly string[];
}

/**
 * Plans a scan as jobs, in the transaction that it is given; the one that is queued or running already is given instead, when there is one.
 * After the commit, {@link announceScan}.
 */
export async function planScan(ctx: Context, tx: Transaction, { account, type, trigger, regions }: PlanScan): Promise<ScanRow> {
  const scans = new ScanRepository(tx);
  const scanSeq = await new CloudAccountRepository(tx).takeScanSeq(account.id);
  const scan: ScanRow = {
    tenantId: tx.tenantId,
    id: newId(),
    cloudAccountId: account.id,
    type,
    status: 'QUEUED',
    trigger,
    scanSeq,
    regions: [...regions],
    revision: 1,
    queuedAt: ctx.clock.now(),
    startedAt: null,
    finishedAt: null,
  };

  if (!(await scans.insert(scan))) {
    const active = await scans.active(account.id);
    if (!active) throw new Error('an account refused a second scan and has no first');
    return active;
  }

  const scopes = ctx.collection.planJobs(account.provider, regions);
  await new JobRepository(tx).insert(scan, scopes);
  await tx.publish(scanQueued, {
    aggregateId: scan.id,
    aggregateVersion: 1,
    data: { scanId: scan.id, cloudAccountId: account.id, type, trigger, jobs: scopes.length },
  });
  const target = { type: 'scan', id: scan.id };
  await recordAct(tx, 'scanner', { act: 'scan.start', target, details: { cloudAccountId: account.id, type, trigger } }, scan.queuedAt);
  return scan;
}

/** To be called once a planned scan is committed: its jobs are released, and who watches the account sees it at once. */
export function announceScan(ctx: Context, { tenantId, id, cloudAccountId, revision }: ScanRow): void {
  ctx.wakeDispatcher();
  ctx.progress.tell({ tenantId, scanId: id, cloudAccountId }, revision);
}
