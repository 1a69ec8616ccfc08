import type { Database, Secret } from '@offload/service-kit';
import { rename } from 'node:fs/promises';
import { SecretStoreError } from '../secret-store.ts';
import { dataKeyContext } from './contexts.ts';
import { open, seal } from './envelope.ts';
import { holdingMasterKey } from './master-key-lock.ts';
import { makeMasterKey, nextFileOf, readMasterKey, syncDirectory } from './master-key.ts';
import { settleRotation } from './settle-rotation.ts';

/** Where a test may end the process. */
export const masterKeyFaultPoints = ['after-next-file', 'after-rewrap', 'after-rename'] as const;
export type MasterKeyFaultPoint = (typeof masterKeyFaultPoints)[number];

export interface RotateMasterKeyOptions {
  database: Database;
  masterKeyFile: string;
  faultPoint?: (name: MasterKeyFaultPoint) => void | Promise<void>;
}

/**
 * Replaces the master key: the data key of every tenant is wrapped anew, in one transaction; no secret is touched. The new key lies beside the old one
 * until that has committed, so that a crash at any step leaves one that opens everything. Gives how many data keys were wrapped.
 * @throws SecretStoreError IN_USE while a platform runs on the database; KEY_LOST, KEY_WRONG, KEY_EXPOSED as at start
 */
export function rotateMasterKey({ database, masterKeyFile, faultPoint = () => undefined }: RotateMasterKeyOptions): Promise<number> {
  return holdingMasterKey(database, 'alone', async () => {
    await settleRotation(database, masterKeyFile);
    const present = await readMasterKey(masterKeyFile);
    if (!present) throw new SecretStoreError('KEY_LOST', `there is no master key file ${masterKeyFile}: nothing can be wrapped anew`);
    const next = await makeMasterKey(nextFileOf(masterKeyFile));
    await faultPoint('after-next-file');

    const count = await rewrap(database, present, next);
    await faultPoint('after-rewrap');

    await rename(nextFileOf(masterKeyFile), masterKeyFile);
    await syncDirectory(masterKeyFile);
    await faultPoint('after-rename');
    return count;
  });
}

function rewrap(database: Database, present: Secret<Buffer>, next: Secret<Buffer>): Promise<number> {
  return database.system.transact(async (tx) => {
    const keys = await tx.query<{ tenant_id: string; wrapped: Buffer }>('SELECT tenant_id, wrapped FROM secret_data_key FOR UPDATE');
    for (const { tenant_id: tenantId, wrapped } of keys) {
      const context = dataKeyContext(tenantId);
      const anew = seal(next, openFor(tenantId, present, wrapped), context);
      await tx.query('UPDATE secret_data_key SET wrapped = $2 WHERE tenant_id = $1', [tenantId, anew]);
    }
    return keys.length;
  });
}

function openFor(tenantId: string, present: Secret<Buffer>, wrapped: Buffer): Buffer {
  try {
    return open(present, wrapped, dataKeyContext(tenantId));
  } catch {
    throw new SecretStoreError(
      'TAMPERED',
      `the data key of the tenant ${tenantId} does not open under the present master key: nothing was rotated. Restore its row of secret_data_key from a backup`,
    );
  }
}
