import { retryConflicts } from '@offload/service-kit';
import type { Context } from '../context.ts';
import { recordPage } from '../finding/record-page.ts';
import { callService } from './call-service.ts';
import type { ClaimedJob } from './claim-job.ts';
import { Superseded } from './job-interruptions.ts';
import { JobRepository } from './job.repository.ts';
import type { BufferedPage } from './page-buffer.ts';
import type { Seen } from './seen.ts';

/** Stores what was gathered: assets in inventory, findings here, side by side. Throws {@link Superseded} when the attempt no longer counts. */
export async function storePage(ctx: Context, claimed: ClaimedJob, seen: Seen, page: BufferedPage, signal: AbortSignal): Promise<void> {
  // Both are waited for, also when one fails: nothing of this attempt may still be on its way when the job is put back.
  const outcomes = await Promise.allSettled([sendBatches(ctx, claimed, seen, page, signal), writeFindings(ctx, claimed, page)]);
  for (const outcome of outcomes) if (outcome.status === 'rejected') throw outcome.reason;

  await ctx.faultPoint('between-batches');
  ctx.progress.touch({ tenantId: claimed.tenantId, scanId: claimed.scan.id, cloudAccountId: claimed.account.id });
}

async function sendBatches(ctx: Context, claimed: ClaimedJob, seen: Seen, { batches }: BufferedPage, signal: AbortSignal): Promise<void> {
  for (const assets of batches) {
    const batch = {
      cloudAccountId: claimed.account.id,
      scanId: claimed.scan.id,
      scanSeq: claimed.scan.scanSeq,
      jobId: claimed.jobId,
      attempt: claimed.attempt,
      batchNo: seen.batches + 1,
      observedAt: ctx.clock.now().toISOString(),
      assets: [...assets],
    };
    const { outcome } = await callService(signal, () => ctx.inventory.storeAssets(batch, { tenantId: claimed.tenantId, signal }));
    if (outcome === 'SUPERSEDED') throw new Superseded();
    seen.batches += 1;
  }
}

/** One transaction: the counters' fence holds the job's row until the findings are committed, so that a superseded attempt writes none. */
async function writeFindings(ctx: Context, claimed: ClaimedJob, { batches, judgements, native }: BufferedPage): Promise<void> {
  const assets = batches.reduce((sum, batch) => sum + batch.length, 0);
  const findings = judgements.reduce((sum, { outcome }) => sum + (outcome === 'fail' ? 1 : 0), native.length);
  const sighting = {
    cloudAccountId: claimed.account.id,
    scanSeq: claimed.scan.scanSeq,
    jobAttempt: claimed.attempt,
    at: ctx.clock.now(),
  };

  await retryConflicts(() =>
    ctx.database.transact(claimed.tenantId, async (tx) => {
      if (!(await new JobRepository(tx).add(claimed, { assets, findings }))) throw new Superseded();
      await recordPage(tx, ctx.checks, sighting, { judgements, native });
      await ctx.faultPoint('while-finding-written');
    }),
  );
}
