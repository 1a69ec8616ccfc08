import type { Context } from '../context.ts';
import { failJob } from './fail-job.ts';
import type { LostJob } from './job-queue.repository.ts';

/** A worker died, or was cut off, with a job in its hands: the job counts a failure and comes again, or is given up. */
export async function endLostJob(ctx: Context, lost: LostJob): Promise<void> {
  ctx.log.warn({ jobId: lost.jobId, attempt: lost.attempt, failures: lost.failures + 1 }, 'a job lost its worker');
  await failJob(ctx, lost.tenantId, lost, {
    reason: 'INTERNAL',
    message: 'The work was interrupted too often',
    retryInMs: 0,
  });
}
