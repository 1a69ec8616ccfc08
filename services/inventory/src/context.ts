import type { Database, ReadTransaction, Transaction } from '@offload/service-kit';
import { AssetBatchRepository } from './asset/asset-batch.repository.ts';
import { AssetSweepRepository } from './asset/asset-sweep.repository.ts';
import { AssetWriterRepository } from './asset/asset-writer.repository.ts';
import { AssetRepository } from './asset/asset.repository.ts';
import type { Asset, AssetCount } from './asset/asset.ts';
import { createLoaders } from './asset/asset-loaders.ts';

/** What can be read. */
export interface ReadRepositories {
  assets: AssetRepository;
}

/** What a transaction can remember. */
export interface TransactionRepositories {
  batches: AssetBatchRepository;
  sweeps: AssetSweepRepository;
  assetWriter: AssetWriterRepository;
}

/** What a verb works with: one tenant's data, and the time. */
export interface Context {
  readonly tenantId: string;
  now(): Date;
  read<T>(work: (repositories: ReadRepositories) => Promise<T>): Promise<T>;
  transact<T>(work: (repositories: TransactionRepositories) => Promise<T>): Promise<T>;
  /** Batches what one operation asks for one by one. */
  readonly loaders: { asset(id: string): Promise<Asset | null>; assetCounts(cloudAccountId: string): Promise<AssetCount[]> };
}

export const repositoriesOf = (tx: Transaction): TransactionRepositories => ({
  batches: new AssetBatchRepository(tx, tx.tenantId),
  sweeps: new AssetSweepRepository(tx, tx.tenantId),
  assetWriter: new AssetWriterRepository(tx, tx.tenantId),
});

const readRepositoriesOf = (tx: ReadTransaction): ReadRepositories => ({ assets: new AssetRepository(tx, tx.tenantId) });

/** The context of one operation or call for one tenant. */
export function createContext({ database, now }: { database: Database; now: () => Date }, tenantId: string): Context {
  const read = <T>(work: (repositories: ReadRepositories) => Promise<T>) => database.read(tenantId, (tx) => work(readRepositoriesOf(tx)));
  return {
    tenantId,
    now,
    read,
    transact: (work) => database.transact(tenantId, (tx) => work(repositoriesOf(tx))),
    loaders: createLoaders(read),
  };
}
