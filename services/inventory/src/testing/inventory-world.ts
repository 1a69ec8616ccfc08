import { newId } from '@offload/contracts';
import type { Database } from '@offload/service-kit';
import { testDatabase, type TestDatabase } from '@offload/testkit';
import type { StoreAssets } from '../asset/store-assets.ts';
import { createContext, type Context } from '../context.ts';
import { entities, migrations } from '../database.ts';

/** An inventory with a database of its own. */
export interface InventoryWorld {
  readonly database: Database;
  /** The context of a tenant; a new one when none is named. Loaders live as long as a context: take a new one to read again. */
  tenant(id?: string): Context;
  drop(): Promise<void>;
}

export async function inventoryWorld(): Promise<InventoryWorld> {
  const test: TestDatabase = await testDatabase('inventory', { entities, migrations });
  return {
    database: test.database,
    tenant: (id = newId()) => createContext({ database: test.database, now: () => new Date() }, id),
    drop: () => test.drop(),
  };
}

/** An attempt of a job of a scan, with nothing seen yet. */
export const attempt = (over: Partial<Omit<StoreAssets, 'assets' | 'batchNo' | 'observedAt'>> = {}) => ({
  cloudAccountId: newId(),
  scanId: newId(),
  scanSeq: 1,
  jobId: newId(),
  attempt: 1,
  ...over,
});

/** A bucket as a collector yields it. */
export const bucket = (name: string, over: Partial<StoreAssets['assets'][number]> = {}): StoreAssets['assets'][number] => ({
  type: 'aws.s3.bucket',
  providerRef: `arn:aws:s3:::${name}`,
  region: 'us-east-1',
  name,
  tags: { env: 'prod' },
  configuration: { versioning: true },
  ...over,
});
