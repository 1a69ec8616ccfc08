import type { inventoryApi } from '@offload/contracts';
import { InternalCallError } from '@offload/service-kit';
import type { z } from 'zod';
import type { Inventory } from '../context.ts';

type Batch = z.infer<typeof inventoryApi.endpoints.storeAssets.input>;
type Sweep = z.infer<typeof inventoryApi.endpoints.sweepAssets.input>;

/** Stands in for inventory, and keeps its contract: idempotent by batch, drops superseded attempts, sweeps once every batch is there. */
export class InventoryDouble implements Inventory {
  /** While true, nobody answers. */
  isDown = false;
  /** Called before a batch is stored: may wait, or throw. */
  onBatch: (batch: Batch) => Promise<void> | void = () => undefined;
  readonly batches: Batch[] = [];
  readonly sweeps: Sweep[] = [];
  readonly #assets = new Map<string, { type: string; region: string | null; scanSeq: number; isThere: boolean }>();
  readonly #jobs = new Map<string, { attempt: number; batches: Set<number>; isSwept: boolean }>();

  /** The provider references of what an account has now, sorted. */
  refs(cloudAccountId: string): string[] {
    const prefix = `${cloudAccountId}\n`;
    return [...this.#assets].filter(([key, { isThere }]) => isThere && key.startsWith(prefix)).map(([key]) => key.slice(prefix.length)).sort();
  }

  #job(jobId: string, attempt: number): { attempt: number; batches: Set<number>; isSwept: boolean } {
    const known = this.#jobs.get(jobId);
    if (known && known.attempt >= attempt) return known;
    const fresh = { attempt, batches: new Set<number>(), isSwept: false };
    this.#jobs.set(jobId, fresh);
    return fresh;
  }

  storeAssets: Inventory['storeAssets'] = async (batch) => {
    await this.onBatch(batch);
    if (this.isDown) throw new InternalCallError({ code: 'UNREACHABLE', call: 'inventory.storeAssets' });

    const job = this.#job(batch.jobId, batch.attempt);
    if (job.attempt > batch.attempt || job.isSwept) return { outcome: 'SUPERSEDED', changed: 0 };
    this.batches.push(batch);
    job.batches.add(batch.batchNo);
    for (const { type, region, providerRef } of batch.assets) {
      this.#assets.set(`${batch.cloudAccountId}\n${providerRef}`, { type, region, scanSeq: batch.scanSeq, isThere: true });
    }
    return { outcome: 'STORED', changed: batch.assets.length };
  };

  sweepAssets: Inventory['sweepAssets'] = async (sweep) => {
    if (this.isDown) throw new InternalCallError({ code: 'UNREACHABLE', call: 'inventory.sweepAssets' });

    const job = this.#job(sweep.jobId, sweep.attempt);
    if (job.attempt > sweep.attempt) return { outcome: 'SUPERSEDED' };
    if (job.batches.size < sweep.batches) return { outcome: 'INCOMPLETE', stored: job.batches.size };
    job.isSwept = true;
    this.sweeps.push(sweep);

    let retired = 0;
    for (const [key, asset] of this.#assets) {
      const isSwept = sweep.scopes.some(({ type, region }) => type === asset.type && (region === null || region === asset.region));
      if (!key.startsWith(sweep.cloudAccountId) || !isSwept || !asset.isThere || asset.scanSeq >= sweep.scanSeq) continue;
      asset.isThere = false;
      retired += 1;
    }
    return { outcome: 'SWEPT', retired, goneBefore: sweep.scopes.map(({ isIndexed }) => (isIndexed ? 0 : sweep.scanSeq)) };
  };
}
