import { assetIdOf, type inventoryApi } from '@offload/contracts';
import type { z } from 'zod';
import type { Context } from '../context.ts';
import type { AssetRow } from './asset-writer.repository.ts';
import { contentHash } from './content-hash.ts';

export type StoreAssets = z.infer<typeof inventoryApi.endpoints.storeAssets.input>;
export type StoredAssets = z.infer<typeof inventoryApi.endpoints.storeAssets.output>;

/** Names sort by their first characters; an index entry may not grow with them. */
const sortNameLength = 200;

/**
 * Stores a batch of what an attempt of a job saw. The same batch again changes nothing; a batch of an attempt that another superseded, or of an account
 * that was disconnected meanwhile, is dropped and answered SUPERSEDED.
 */
export async function storeAssets(ctx: Context, batch: StoreAssets): Promise<StoredAssets> {
  const seen = rowsOf(ctx.tenantId, batch);
  return ctx.transact(async (tx) => {
    if (await tx.batches.isDisconnected(batch.cloudAccountId)) return { outcome: 'SUPERSEDED', changed: 0 };
    const newest = await tx.batches.lockAttempt(batch.jobId, batch.attempt, ctx.now());
    if (newest.attempt > batch.attempt || newest.swept !== null) return { outcome: 'SUPERSEDED', changed: 0 };
    if (!(await tx.batches.remember(batch.jobId, batch.attempt, batch.batchNo))) return { outcome: 'STORED', changed: 0 };

    return { outcome: 'STORED', changed: await tx.assetWriter.upsert(batch.cloudAccountId, batch.scanSeq, new Date(batch.observedAt), seen) };
  });
}

/** A provider may list the same resource on two pages: the later sighting holds. */
function rowsOf(tenantId: string, { cloudAccountId, assets }: StoreAssets): AssetRow[] {
  const rows = new Map<string, AssetRow>();
  for (const asset of assets) {
    const id = assetIdOf(tenantId, cloudAccountId, asset.providerRef);
    rows.set(id, {
      id,
      type: asset.type,
      providerRef: asset.providerRef,
      region: asset.region,
      name: asset.name,
      sortName: (asset.name ?? asset.providerRef).slice(0, sortNameLength),
      tags: JSON.stringify(asset.tags),
      configuration: JSON.stringify(asset.configuration),
      contentHash: contentHash(asset),
    });
  }
  return [...rows.values()];
}
