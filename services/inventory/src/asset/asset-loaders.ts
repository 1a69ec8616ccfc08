import DataLoader from 'dataloader';
import { z } from 'zod';
import type { Context, ReadRepositories } from '../context.ts';
import type { Asset, AssetCount } from './asset.ts';

type Read = <T>(work: (repositories: ReadRepositories) => Promise<T>) => Promise<T>;

const isUuid = (id: string): boolean => z.uuid().safeParse(id).success;

/** Loaders of one operation: one query a batch, whatever the number of references. An id that cannot be ours finds nothing. */
export function createLoaders(read: Read): Context['loaders'] {
  const assets = new DataLoader<string, Asset | null>(async (ids) => {
    const possible = ids.filter(isUuid);
    const rows = possible.length ? await read(({ assets: repository }) => repository.byIds(possible)) : [];
    const byId = new Map(rows.map((row) => [row.id, row]));
    return ids.map((id) => byId.get(id.toLowerCase()) ?? null);
  });

  const counts = new DataLoader<string, AssetCount[]>(async (ids) => {
    const possible = ids.filter(isUuid);
    const rows = possible.length ? await read(({ assets: repository }) => repository.counts(possible)) : [];
    const byAccount = Map.groupBy(rows, (row) => row.cloudAccountId);
    return ids.map((id) => byAccount.get(id.toLowerCase()) ?? []);
  });

  return { asset: (id) => assets.load(id), assetCounts: (cloudAccountId) => counts.load(cloudAccountId) };
}
