import { z } from 'zod';
import { defineInternalApi, endpoint } from './internal-api.ts';

/** A resource as a collector yields it: an allow-listed shape, never a secret. */
export const scannedAsset = z.object({
  type: z.string(),
  providerRef: z.string().min(1).max(2048),
  /** null for what has no region. */
  region: z.string().nullable(),
  name: z.string().max(1024).nullable(),
  tags: z.record(z.string(), z.string()),
  configuration: z.record(z.string(), z.unknown()),
});
export type ScannedAsset = z.infer<typeof scannedAsset>;

/** Which attempt of which job of which scan speaks. `scanSeq` counts the scans of an account: an older one never overwrites a newer one. */
const attemptOfJob = {
  cloudAccountId: z.uuid(),
  scanId: z.uuid(),
  scanSeq: z.int().positive(),
  jobId: z.uuid(),
  attempt: z.int().positive(),
};

export const inventoryApi = defineInternalApi('inventory', {
  storeAssets: endpoint({
    description: 'Stores a batch of one attempt; answered after the commit. The same (job, attempt, batch) again changes nothing.',
    callers: ['scanner'],
    maxBytes: 2 * 1024 * 1024,
    timeoutMs: 30_000,
    input: z.object({
      ...attemptOfJob,
      /** 1 for the first batch of the attempt. */
      batchNo: z.int().positive(),
      observedAt: z.iso.datetime(),
      assets: z.array(scannedAsset).min(1).max(1000),
    }),
    output: z.object({ outcome: z.enum(['STORED', 'SUPERSEDED']), changed: z.int().nonnegative() }),
  }),
  sweepAssets: endpoint({
    description: 'Retires the assets of the scopes that this scan did not see, once every batch of the attempt is stored.',
    callers: ['scanner'],
    timeoutMs: 60_000,
    input: z.object({
      ...attemptOfJob,
      /** How many batches the attempt sent. */
      batches: z.int().nonnegative(),
      sweptAt: z.iso.datetime(),
      /**
       * What was enumerated whole, without a gap. A null region is the account-wide scope. `isIndexed`: by an index that lags behind the provider's own
       * records, so that a resource counts as gone once two such sweeps in a row did not see it.
       */
      scopes: z.array(z.object({ region: z.string().nullable(), type: z.string(), isIndexed: z.boolean() })).max(100),
    }),
    output: z.discriminatedUnion('outcome', [
      z.object({
        outcome: z.literal('SWEPT'),
        retired: z.int().nonnegative(),
        /** One for each scope, in their order: what no scan since this `scanSeq` saw is gone. */
        goneBefore: z.array(z.int().nonnegative()),
      }),
      z.object({ outcome: z.literal('INCOMPLETE'), stored: z.int().nonnegative() }),
      z.object({ outcome: z.literal('SUPERSEDED') }),
    ]),
  }),
});
