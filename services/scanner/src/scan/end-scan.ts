import { scanFinished, type TerminalScanStatus } from '@offload/contracts';
import type { Transaction } from '@offload/service-kit';
import type { Context } from '../context.ts';
import { JobRepository, type JobTotals } from '../job/job.repository.ts';
import { isTerminal, type ScanRow } from './scan.entity.ts';
import { ScanRepository } from './scan.repository.ts';

/** What the jobs of a scan add up to, once all have ended: FAILED when nothing was seen, PARTIAL when something was not. */
export function statusOf({ jobs, failed, sawNothing, gaps }: JobTotals): TerminalScanStatus {
  if (jobs > 0 && sawNothing === jobs) return 'FAILED';
  return failed > 0 || gaps > 0 ? 'PARTIAL' : 'COMPLETED';
}

/** Ends a scan whose row is held, and says so: one transaction, one event. */
export async function endScan(ctx: Context, tx: Transaction, scan: ScanRow, status: TerminalScanStatus, totals: JobTotals): Promise<ScanRow> {
  const ended = await new ScanRepository(tx).end(scan, status, ctx.clock.now());
  await tx.publish(scanFinished, {
    aggregateId: scan.id,
    aggregateVersion: 2,
    data: {
      scanId: scan.id,
      cloudAccountId: scan.cloudAccountId,
      status,
      assets: totals.assets,
      findings: totals.findings,
      gaps: totals.gaps,
    },
  });
  return ended;
}

/**
 * To be called in the transaction in which a job ended: ends the scan when that was the last one. The scan's row lock makes jobs that end at once
 * take turns, so that exactly one of them sees that none is left. Gives the ended scan, or null.
 */
export async function endScanIfDone(ctx: Context, tx: Transaction, scanId: string): Promise<ScanRow | null> {
  const scan = await new ScanRepository(tx).lock(scanId);
  if (!scan || isTerminal(scan.status)) return null;

  const totals = await new JobRepository(tx).totals(scanId);
  if (totals.open > 0) return null;
  return endScan(ctx, tx, scan, statusOf(totals), totals);
}
