import type { Context } from '../context.ts';
import { endLostJob } from './end-lost-job.ts';
import { JobQueueRepository, type ReleasedJob } from './job-queue.repository.ts';
import { JobRepository } from './job.repository.ts';

/** The work queue that workers take jobs from. */
export const jobQueue = 'scan-jobs';

/** A message of the work queue: which attempt of which job. The row is the truth; the message only says that it may be looked at. */
export type JobMessage = ReleasedJob;

/**
 * One round of the dispatcher: gives lost jobs back, queues again what no worker took, and releases what may run. Safe on every replica at once: they
 * take turns. Gives how many jobs were released.
 */
export async function dispatchJobs(ctx: Context): Promise<number> {
  const now = ctx.clock.now();

  const lost = await ctx.database.system.read((tx) => new JobQueueRepository(tx).lost(now));
  for (const job of lost) await endLostJob(ctx, job);

  const released = await ctx.database.system.transact(async (tx) => {
    const queue = new JobQueueRepository(tx);
    await queue.takeTurn();
    const untaken = await queue.requeueUntaken(new Date(now.getTime() - ctx.config.JOB_RELEASE_SECONDS * 1000));
    if (untaken > 0) ctx.log.warn({ jobs: untaken }, 'jobs that no worker took are released again');
    return queue.release(ctx.clock.now(), { window: ctx.config.SCAN_WINDOW, windowPerAccount: ctx.config.SCAN_WINDOW_PER_ACCOUNT });
  });

  // After the commit: a worker that is quick must find the row released. Ending here leaves rows without messages, which the next rounds queue again.
  await Promise.all(released.map((job) => enqueue(ctx, job)));
  return released.length;
}

async function enqueue(ctx: Context, job: ReleasedJob): Promise<void> {
  try {
    await ctx.bus.enqueue(jobQueue, { id: `${job.jobId}.${job.attempt}`, body: job satisfies JobMessage });
  } catch (error) {
    ctx.log.warn({ err: error, jobId: job.jobId }, 'a job could not be released');
    await ctx.database.transact(job.tenantId, (tx) => new JobRepository(tx).unrelease(job, ctx.clock.now()));
  }
}
