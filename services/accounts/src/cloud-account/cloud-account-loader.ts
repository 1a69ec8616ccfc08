import DataLoader from 'dataloader';
import { z } from 'zod';
import type { Context } from '../context.ts';
import type { CloudAccount } from './cloud-account.ts';

/** Loads accounts by id, one query a batch. An id that cannot be ours finds nothing, exactly as one that never was. */
export function createCloudAccountLoader(read: Context['read']): (id: string) => Promise<CloudAccount | null> {
  const loader = new DataLoader<string, CloudAccount | null>(async (ids) => {
    const possible = ids.filter((id) => z.uuid().safeParse(id).success);
    const accounts = possible.length ? await read((repositories) => repositories.cloudAccounts.byIds(possible)) : [];
    const byId = new Map(accounts.map((account) => [account.id, account]));
    return ids.map((id) => byId.get(id.toLowerCase()) ?? null);
  });
  return (id) => loader.load(id);
}
