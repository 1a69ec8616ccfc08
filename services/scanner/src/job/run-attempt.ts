import type { JobOutput } from '../collection/collection.ts';
import type { Context } from '../context.ts';
import type { ClaimedJob } from './claim-job.ts';
import { completeJob } from './complete-job.ts';
import { leaseAccess } from './lease-access.ts';
import { PageBuffer } from './page-buffer.ts';
import { Seen } from './seen.ts';
import { storePage } from './store-page.ts';

/** A watcher sees what was gathered after so long at the latest, however slowly the provider answers. */
const longestBufferedMs = 1_000;

/**
 * Looks at a job's whole scope once, from the lease to the end of the job. Memory holds the page that is stored and the one that is gathered, never
 * more: while storing lags, the provider is not asked. Throws what keeps the attempt from its end.
 */
export async function runAttempt(ctx: Context, claimed: ClaimedJob, signal: AbortSignal): Promise<void> {
  const seen = new Seen();
  const access = await leaseAccess(ctx, claimed, signal);

  if (access.isGranted) {
    const outputs = ctx.collection.look({
      scope: claimed.scope,
      providerAccountId: claimed.account.providerAccountId,
      lease: access.lease,
      endpointOverride: access.endpointOverride,
      signal,
      now: ctx.clock.now(),
    });
    await storeOutputs(ctx, claimed, seen, outputs, signal);
  } else {
    const { resourceTypes } = ctx.collection.needsOf(claimed.scope);
    const { region, service } = claimed.scope;
    seen.addGap({ region, action: `${service}:*`, reason: 'DENIED', message: access.message, resourceTypes });
  }

  await completeJob(ctx, claimed, seen, signal);
}

async function storeOutputs(
  ctx: Context,
  claimed: ClaimedJob,
  seen: Seen,
  outputs: AsyncIterable<JobOutput>,
  signal: AbortSignal,
): Promise<void> {
  const buffer = new PageBuffer();
  let storing = Promise.resolve();
  let storedAt = performance.now();

  /** Stores what was gathered, once the page before it is stored. */
  async function store(): Promise<void> {
    await storing;
    storedAt = performance.now();
    storing = storePage(ctx, claimed, seen, buffer.take(), signal);
    // Whoever awaits it next hears of a failure; until then it is not unhandled.
    storing.catch(() => undefined);
  }

  try {
    for await (const output of outputs) {
      signal.throwIfAborted();
      take(output, seen, buffer);
      await ctx.faultPoint('mid-listing');
      if (buffer.isFull || (!buffer.isEmpty && performance.now() - storedAt > longestBufferedMs)) await store();
    }
    if (!buffer.isEmpty) await store();
  } finally {
    await storing;
  }
}

function take(output: JobOutput, seen: Seen, buffer: PageBuffer): void {
  switch (output.kind) {
    case 'resources':
      seen.assets += output.assets.length;
      seen.addJudgements(output.judgements);
      buffer.addResources(output.assets, output.judgements);
      return;
    case 'native-findings':
      seen.native += output.findings.length;
      buffer.addNative(output.findings);
      return;
    case 'gap':
      seen.addGap(output.gap);
      return;
    case 'swept':
      seen.swept.push({ resourceType: output.resourceType, region: output.region, isIndexed: output.isIndexed });
      return;
    case 'native-swept':
      seen.nativeSwept.push({ source: output.source, region: output.region });
  }
}
