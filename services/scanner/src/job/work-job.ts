import { traced } from '@offload/service-kit';
import { LeaseExpired } from '../collector/lease-expired.ts';
import type { Context } from '../context.ts';
import { backoffMs } from './backoff.ts';
import { claimJob, type ClaimedJob } from './claim-job.ts';
import type { JobMessage } from './dispatch-jobs.ts';
import { failJob } from './fail-job.ts';
import { Deferred, NotAdmitted, Superseded } from './job-interruptions.ts';
import { JobRepository } from './job.repository.ts';
import { keepClaim } from './keep-claim.ts';
import { runAttempt } from './run-attempt.ts';

/** A provider that throttles or does not answer is given more time than a mistake of ours. */
const providerPause = 4;

/**
 * Works on the job that a message names, until it has ended, was put back, or turned out to be another's. Rejects only when the database does not
 * answer: the message then comes again. `stopping` makes it put the job back at once.
 */
export async function workJob(ctx: Context, message: JobMessage, stopping: AbortSignal): Promise<void> {
  const claimed = await claimJob(ctx, message);
  if (!claimed) return;

  const access = ctx.heldAccess.hold(claimed.tenantId, claimed.account.id);
  const claim = keepClaim(ctx, claimed, { stopping, accessEnded: access.ended });
  const { jobId, attempt, scope } = claimed;
  try {
    await traced('scan job', { 'offload.service': scope.service, 'offload.region': scope.region }, () => runAttempt(ctx, claimed, claim.signal));
  } catch (error) {
    ctx.log.debug({ err: error, jobId, attempt }, 'an attempt did not reach its end');
    // What the signal says is why the attempt stopped, whatever error that made on the way up.
    await settle(ctx, claimed, claim.signal.aborted ? claim.signal.reason : error);
  } finally {
    access.release();
    await claim.release();
    ctx.wakeDispatcher();
  }
}

/** Decides what becomes of a job whose attempt did not reach its end. All of it is fenced: for a superseded attempt nothing happens. */
async function settle(ctx: Context, claimed: ClaimedJob, error: unknown): Promise<void> {
  const { tenantId, job, scope, attempt } = claimed;

  if (error instanceof Superseded || error instanceof Deferred) {
    const pauseMs = claimed.job.deferrals === 0 ? 250 : backoffMs(job.deferrals);
    const retryAt = new Date(ctx.clock.now().getTime() + pauseMs);
    const isOurs = await ctx.database.transact(tenantId, (tx) => new JobRepository(tx).putBack(claimed, { retryAt, isFailure: false }));
    if (isOurs) ctx.log.info({ jobId: job.id, attempt, reason: error.message }, 'a job was put back');
    return;
  }

  if (error instanceof NotAdmitted) {
    await failJob(ctx, tenantId, claimed, { reason: error.reason, message: error.message, retryInMs: providerPause * backoffMs(job.failures + 1) });
    return;
  }

  if (error instanceof LeaseExpired) {
    const message = 'The provider no longer accepts the credentials';
    await failJob(ctx, tenantId, claimed, { reason: 'DENIED', message, retryInMs: backoffMs(job.failures + 1) });
    return;
  }

  ctx.log.error({ err: error, jobId: job.id, attempt, service: scope.service, region: scope.region }, 'a job failed');
  const message = 'The platform could not finish this part of the scan';
  await failJob(ctx, tenantId, claimed, { reason: 'INTERNAL', message, retryInMs: backoffMs(job.failures + 1) });
}
