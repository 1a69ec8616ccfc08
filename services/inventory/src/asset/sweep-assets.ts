import type { inventoryApi } from '@offload/contracts';
import type { z } from 'zod';
import type { Context } from '../context.ts';

export type SweepAssets = z.infer<typeof inventoryApi.endpoints.sweepAssets.input>;
export type SweptAssets = z.infer<typeof inventoryApi.endpoints.sweepAssets.output>;

/**
 * Retires what an attempt of a job did not see within the scopes that it enumerated whole. Only when every batch of the attempt is stored: INCOMPLETE
 * otherwise, and nothing changes. What an index did not show is retired when the sweep before did not see it either. The same sweep again answers as it did.
 */
export async function sweepAssets(ctx: Context, sweep: SweepAssets): Promise<SweptAssets> {
  return ctx.transact(async (tx) => {
    if (await tx.batches.isDisconnected(sweep.cloudAccountId)) return { outcome: 'SUPERSEDED' };
    const newest = await tx.batches.lockAttempt(sweep.jobId, sweep.attempt, ctx.now());
    if (newest.attempt > sweep.attempt) return { outcome: 'SUPERSEDED' };
    if (newest.swept === null) {
      const stored = await tx.batches.count(sweep.jobId, sweep.attempt);
      if (stored < sweep.batches) return { outcome: 'INCOMPLETE', stored };
    }

    const goneBefore = await tx.sweeps.record(sweep.cloudAccountId, sweep.scanSeq, sweep.scopes);
    if (newest.swept !== null) return { outcome: 'SWEPT', retired: newest.swept, goneBefore };

    let retired = 0;
    for (const [at, scope] of sweep.scopes.entries()) {
      retired += await tx.assetWriter.retire(sweep.cloudAccountId, scope, goneBefore[at]!, new Date(sweep.sweptAt));
    }
    await tx.batches.swept(sweep.jobId, retired);
    return { outcome: 'SWEPT', retired, goneBefore };
  });
}
