import { retryConflicts } from '@offload/service-kit';
import { CheckCountRepository } from '../check-result/check-count.repository.ts';
import type { Context } from '../context.ts';
import { FindingBulkRepository, type JudgedScope } from '../finding/finding-bulk.repository.ts';
import { endScanIfDone } from '../scan/end-scan.ts';
import { callService } from './call-service.ts';
import type { ClaimedJob } from './claim-job.ts';
import { Deferred, Superseded } from './job-interruptions.ts';
import { JobRepository } from './job.repository.ts';
import type { Seen } from './seen.ts';

/**
 * Ends a job that looked at its whole scope: inventory retires what is gone, then, in one transaction, findings that are no longer so are resolved,
 * counts and gaps are replaced, the job is DONE, and the scan ends if it was the last. Throws {@link Superseded}, or {@link Deferred} when inventory
 * misses batches of this attempt.
 */
export async function completeJob(ctx: Context, claimed: ClaimedJob, seen: Seen, signal: AbortSignal): Promise<void> {
  await ctx.faultPoint('before-sweep');
  const swept = await sweepInventory(ctx, claimed, seen, signal);

  const { tenantId, account, scan, job } = claimed;
  const now = ctx.clock.now();
  const sweptTypes = new Set(seen.swept.map(({ resourceType }) => resourceType));
  const answeredChecks = [...ctx.checks.values()].filter(({ resourceType }) => sweptTypes.has(resourceType)).map(({ id }) => id);

  const ended = await retryConflicts(() =>
    ctx.database.transact(tenantId, async (tx) => {
      const jobs = new JobRepository(tx);
      if (!(await jobs.end(claimed, 'DONE', { at: now, sawNothing: seen.isNothing }))) throw new Superseded();
      await jobs.insertGaps(job, seen.gaps);

      const sighting = { cloudAccountId: account.id, scanSeq: scan.scanSeq, jobAttempt: claimed.attempt, at: now };
      const findings = new FindingBulkRepository(tx, sighting);
      await findings.resolveUnseen(swept);
      for (const source of seen.nativeSwept) await findings.resolveUnseenNative(source);

      const replaced = [...new Set([...seen.tallies.keys(), ...answeredChecks])];
      await new CheckCountRepository(tx).replace({ cloudAccountId: account.id, service: job.service, region: job.region }, replaced, seen.tallies);
      return endScanIfDone(ctx, tx, scan.id);
    }),
  );

  const moved = { tenantId, scanId: scan.id, cloudAccountId: account.id };
  if (ended) ctx.progress.tell(moved, ended.revision);
  else ctx.progress.touch(moved);
  if (ended) ctx.log.info({ scanId: scan.id, status: ended.status }, 'scan ended');
}

/** One call: inventory sweeps an attempt once, and says what is gone. A job has no more types than a provider service has. */
async function sweepInventory(ctx: Context, claimed: ClaimedJob, seen: Seen, signal: AbortSignal): Promise<JudgedScope[]> {
  if (seen.swept.length === 0) return [];

  const sweep = {
    cloudAccountId: claimed.account.id,
    scanId: claimed.scan.id,
    scanSeq: claimed.scan.scanSeq,
    jobId: claimed.jobId,
    attempt: claimed.attempt,
    batches: seen.batches,
    sweptAt: ctx.clock.now().toISOString(),
    scopes: seen.swept.map(({ resourceType, region, isIndexed }) => ({ region, type: resourceType, isIndexed })),
  };
  const answer = await callService(signal, () => ctx.inventory.sweepAssets(sweep, { tenantId: claimed.tenantId, signal }));
  if (answer.outcome === 'SUPERSEDED') throw new Superseded();
  if (answer.outcome === 'INCOMPLETE') throw new Deferred('inventory misses batches of this attempt');
  return seen.swept.map((scope, at) => ({ ...scope, goneBefore: answer.goneBefore[at]! }));
}
