import type { CloudAccountRow } from '../cloud-account/cloud-account.entity.ts';
import { CloudAccountRepository } from '../cloud-account/cloud-account.repository.ts';
import type { JobScope } from '../collection/collection.ts';
import type { Context } from '../context.ts';
import type { ScanRow } from '../scan/scan.entity.ts';
import { ScanRepository } from '../scan/scan.repository.ts';
import type { JobMessage } from './dispatch-jobs.ts';
import type { Attempt, JobRow } from './job.entity.ts';
import { JobRepository } from './job.repository.ts';

/** A job in the hands of this worker, for one attempt. */
export interface ClaimedJob extends Attempt {
  readonly tenantId: string;
  readonly job: JobRow;
  readonly scan: ScanRow;
  readonly account: CloudAccountRow;
  readonly scope: JobScope;
}

/** Until when a claim holds that is made or extended now. */
export const claimedUntil = (ctx: Context): Date => new Date(ctx.clock.now().getTime() + ctx.config.JOB_CLAIM_SECONDS * 1000);

/** Takes the job that a message names, and begins its scan if it is the first; null when the message is stale. */
export async function claimJob(ctx: Context, message: JobMessage): Promise<ClaimedJob | null> {
  const claimed = await ctx.database.transact(message.tenantId, async (tx) => {
    const job = await new JobRepository(tx).claim(message, ctx.workerName, claimedUntil(ctx));
    if (!job) return null;

    const scans = new ScanRepository(tx);
    await scans.begin(job.scanId, ctx.clock.now());
    const scan = await scans.find(job.scanId);
    const account = await new CloudAccountRepository(tx).find(job.cloudAccountId);
    if (!scan || !account) throw new Error('a job without its scan or its account');
    return { job, scan, account };
  });
  if (!claimed) return null;

  const { job, scan, account } = claimed;
  ctx.progress.touch({ tenantId: message.tenantId, scanId: scan.id, cloudAccountId: account.id });
  return {
    tenantId: message.tenantId,
    jobId: job.id,
    attempt: job.attempt,
    job,
    scan,
    account,
    scope: { provider: account.provider, service: job.service, region: job.region },
  };
}
