import type { Context } from '../context.ts';
import { claimedUntil, type ClaimedJob } from './claim-job.ts';
import { Deferred, Superseded } from './job-interruptions.ts';
import { JobRepository } from './job.repository.ts';

export interface Claim {
  /** Aborted when the attempt must stop: with {@link Superseded}, or with {@link Deferred} when the process stops or access ends. */
  readonly signal: AbortSignal;
  /** Resolves once nothing more is written to the row. */
  release(): Promise<void>;
}

/** What ends an attempt from outside, long before its claim runs out. */
export interface Interruptions {
  /** The process stops. */
  readonly stopping: AbortSignal;
  /** The account is disconnected. */
  readonly accessEnded: AbortSignal;
}

/** Says, three times within the life of a claim, that its worker is alive; which is also how a worker hears that its job was cancelled. */
export function keepClaim(ctx: Context, claimed: ClaimedJob, { stopping, accessEnded }: Interruptions): Claim {
  const controller = new AbortController();
  let until = claimedUntil(ctx);
  let extending: Promise<void> | undefined;

  async function extend(): Promise<void> {
    const next = claimedUntil(ctx);
    try {
      const isOurs = await ctx.database.transact(claimed.tenantId, (tx) => new JobRepository(tx).extend(claimed, next));
      if (isOurs) until = next;
      else controller.abort(new Superseded());
    } catch (error) {
      ctx.log.warn({ err: error, jobId: claimed.jobId }, 'a claim could not be extended');
      // From here on the job may be another's: to go on would be work for nothing.
      if (ctx.clock.now() > until) controller.abort(new Superseded());
    }
  }

  const timer = setInterval(() => {
    extending ??= extend().finally(() => {
      extending = undefined;
    });
  }, (ctx.config.JOB_CLAIM_SECONDS * 1000) / 3);

  const stop = (): void => controller.abort(new Deferred('the process stops'));
  stopping.addEventListener('abort', stop, { once: true });
  if (stopping.aborted) stop();
  // Put back, not cancelled: the event that the account is disconnected cancels the scan, and until then nothing is lent to it.
  const letGo = (): void => controller.abort(new Deferred('access to the account has ended'));
  accessEnded.addEventListener('abort', letGo, { once: true });
  if (accessEnded.aborted) letGo();

  return {
    signal: controller.signal,
    async release() {
      clearInterval(timer);
      stopping.removeEventListener('abort', stop);
      accessEnded.removeEventListener('abort', letGo);
      await extending;
    },
  };
}
