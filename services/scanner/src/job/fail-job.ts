import { CloudAccountRepository } from '../cloud-account/cloud-account.repository.ts';
import type { GapReason } from '../collection/collection.ts';
import type { Context } from '../context.ts';
import { endScanIfDone } from '../scan/end-scan.ts';
import type { ScanRow } from '../scan/scan.entity.ts';
import type { Attempt } from './job.entity.ts';
import { JobRepository } from './job.repository.ts';

export interface JobFailure {
  /** What the scan says when the job is given up. */
  readonly reason: GapReason;
  readonly message: string;
  readonly retryInMs: number;
}

/**
 * An attempt failed for the job's own sake: the job comes again after a pause, or, after as many failures as are allowed, ends FAILED with a gap that
 * hides everything that it was to see. Changes nothing when the attempt is superseded.
 */
export async function failJob(ctx: Context, tenantId: string, attempt: Attempt, { reason, message, retryInMs }: JobFailure): Promise<void> {
  const now = ctx.clock.now();

  const ended = await ctx.database.transact(tenantId, async (tx): Promise<ScanRow | null> => {
    const jobs = new JobRepository(tx);
    const job = await jobs.find(attempt.jobId);
    if (!job) return null;
    if (job.failures + 1 < ctx.config.JOB_FAILURES_ALLOWED) {
      await jobs.putBack(attempt, { retryAt: new Date(now.getTime() + retryInMs), isFailure: true });
      return null;
    }

    if (!(await jobs.end(attempt, 'FAILED', { at: now, sawNothing: true }))) return null;
    const account = await new CloudAccountRepository(tx).find(job.cloudAccountId);
    if (!account) throw new Error('a job without its account');
    const { resourceTypes } = ctx.collection.needsOf({ provider: account.provider, service: job.service, region: job.region });
    await jobs.insertGaps(job, [{ region: job.region, action: `${job.service}:*`, reason, message, resourceTypes }]);
    return endScanIfDone(ctx, tx, job.scanId);
  });

  if (ended) ctx.progress.tell({ tenantId, scanId: ended.id, cloudAccountId: ended.cloudAccountId }, ended.revision);
  ctx.wakeDispatcher();
}
