import type { Database, Secret } from '@offload/service-kit';
import { rename, rm } from 'node:fs/promises';
import { SecretStoreError } from '../secret-store.ts';
import { dataKeyContext } from './contexts.ts';
import { open } from './envelope.ts';
import { nextFileOf, readMasterKey, syncDirectory } from './master-key.ts';

/**
 * Ends what a crash left of a rotation of the master key: the key that opens the data keys is the master key, the other one goes. Does nothing when no
 * rotation was under way. Only under the lock of the master key.
 */
export async function settleRotation(database: Database, masterKeyFile: string): Promise<void> {
  const nextFile = nextFileOf(masterKeyFile);
  const next = await readMasterKey(nextFile);
  if (!next) return;

  const present = await readMasterKey(masterKeyFile);
  // They were wrapped in one transaction: one tells of all.
  const some = await someDataKeys(database, 100);
  if (!present || some.some((row) => opens(next, row))) await rename(nextFile, masterKeyFile);
  else await rm(nextFile);
  await syncDirectory(masterKeyFile);
}

export interface DataKeyRow {
  tenantId: string;
  wrapped: Buffer;
}

const someDataKeys = (database: Database, limit: number, after: string | null = null): Promise<DataKeyRow[]> =>
  database.system.read((tx) =>
    tx.query<DataKeyRow>(
      `SELECT tenant_id AS "tenantId", wrapped FROM secret_data_key WHERE $1::uuid IS NULL OR tenant_id > $1 ORDER BY tenant_id LIMIT $2`,
      [after, limit],
    ),
  );

export function opens(masterKey: Secret<Buffer>, { tenantId, wrapped }: DataKeyRow): boolean {
  try {
    open(masterKey, wrapped, dataKeyContext(tenantId));
    return true;
  } catch (error) {
    if (error instanceof SecretStoreError) return false;
    throw error;
  }
}

const pageSize = 1_000;

/**
 * Looks whether a master key is the one that data keys are wrapped under: whether it opens any. One that it does not open was changed, and shows when that
 * tenant's secrets are read; it keeps nobody else out. @throws SecretStoreError KEY_WRONG when it opens none of those that there are
 */
export async function checkMasterKey(database: Database, masterKey: Secret<Buffer>, masterKeyFile: string): Promise<void> {
  let page = await someDataKeys(database, pageSize);
  if (page.length === 0) return;

  while (page.length > 0) {
    if (page.some((row) => opens(masterKey, row))) return;
    page = await someDataKeys(database, pageSize, page.at(-1)!.tenantId);
  }
  throw new SecretStoreError(
    'KEY_WRONG',
    `the master key file ${masterKeyFile} is not the one that the secrets in the database are sealed under: restore the right one from a backup`,
  );
}
