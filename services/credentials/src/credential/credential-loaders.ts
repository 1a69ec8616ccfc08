import type { ConnectionTest } from '@offload/contracts';
import DataLoader from 'dataloader';
import type { ReadRepositories } from '../context.ts';
import { isSealed, type SealedCredential } from './credential.ts';

/** What one operation reads, batched: one transaction a batch. What another tenant has is null, as what never was. */
export interface CredentialLoaders {
  byId: (id: string) => Promise<SealedCredential | null>;
  /** Also of an account that is not claimed yet, so that connecting reads its own write. */
  ofCloudAccount: (cloudAccountId: string) => Promise<SealedCredential | null>;
  lastTestOf: (cloudAccountId: string) => Promise<ConnectionTest | null>;
}

const uuid = /^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;

export function createCredentialLoaders(read: <T>(work: (repositories: ReadRepositories) => Promise<T>) => Promise<T>): CredentialLoaders {
  /** An id that is not one names nothing, and must not make Postgres fail for the others of its batch. */
  function loader<Row, Value>(
    find: (repositories: ReadRepositories, ids: string[]) => Promise<Row[]>,
    keyOf: (row: Row) => string,
    valueOf: (row: Row) => Value | null,
  ) {
    const batch = new DataLoader<string, Value | null>(async (ids) => {
      const rows = await read((repositories) =>
        find(
          repositories,
          ids.filter((id) => uuid.test(id)),
        ),
      );
      const byKey = new Map(rows.map((row) => [keyOf(row), valueOf(row)]));
      return ids.map((id) => byKey.get(id.toLowerCase()) ?? null);
    });
    return (id: string): Promise<Value | null> => batch.load(id);
  }

  return {
    byId: loader(
      ({ credentials }, ids) => credentials.byIds(ids),
      ({ id }) => id,
      (row) => (isSealed(row) ? row : null),
    ),
    ofCloudAccount: loader(
      ({ credentials }, ids) => credentials.ofCloudAccounts(ids),
      ({ cloudAccountId }) => cloudAccountId,
      (row) => (isSealed(row) ? row : null),
    ),
    lastTestOf: loader(
      ({ credentials }, ids) => credentials.testsOf(ids),
      ({ cloudAccountId }) => cloudAccountId,
      ({ test }) => test,
    ),
  };
}
