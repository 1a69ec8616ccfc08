import { err, ok, recordAct, type Result, type Transaction } from '@offload/service-kit';
import type { Context } from '../context.ts';
import { JobRepository } from '../job/job.repository.ts';
import { endScan } from './end-scan.ts';
import { isTerminal, type ScanRow } from './scan.entity.ts';
import { scanNotFound, type NotFound } from './scan.errors.ts';
import { ScanRepository } from './scan.repository.ts';

/**
 * Cancels a scan and its jobs in the transaction that it is given; one that is over stays as it is. Running jobs lose their claim at once, so that
 * they can store nothing more, and end at their next page. null: the tenant has no such scan.
 */
export async function cancelWithin(ctx: Context, tx: Transaction, scanId: string): Promise<ScanRow | null> {
  const jobs = new JobRepository(tx);
  // Jobs before their scan: the order in which a job that ends takes its locks.
  await jobs.lockOpen(scanId);
  const scan = await new ScanRepository(tx).lock(scanId);
  if (!scan || isTerminal(scan.status)) return scan;

  await jobs.cancelOpen(scanId, ctx.clock.now());
  await recordAct(tx, 'scanner', { act: 'scan.cancel', target: { type: 'scan', id: scanId } }, ctx.clock.now());
  return endScan(ctx, tx, scan, 'CANCELLED', await jobs.totals(scanId));
}

/** Cancels a scan and gives it as it then is. Cancelling one that is over changes nothing. */
export async function cancelScan(
  ctx: Context,
  { tenantId, scanId }: { readonly tenantId: string; readonly scanId: string },
): Promise<Result<ScanRow, NotFound>> {
  const cancelled = await ctx.database.transact(tenantId, (tx) => cancelWithin(ctx, tx, scanId));
  if (!cancelled) return err(scanNotFound);

  ctx.progress.tell({ tenantId, scanId, cloudAccountId: cancelled.cloudAccountId }, cancelled.revision);
  ctx.wakeDispatcher();
  return ok(cancelled);
}
