import type { Database } from '@offload/service-kit';
import { SecretStoreError } from '../secret-store.ts';

/** "mkey" in ASCII. */
const lock = 0x6d6b6579;

const inUse = (): SecretStoreError =>
  new SecretStoreError('IN_USE', 'the master key is in use: stop the platform, or wait for the rotation that is under way, and try again');

/** Runs something while nobody else uses, or nobody else changes, the master key of a database; across processes. @throws SecretStoreError IN_USE */
export async function holdingMasterKey<T>(database: Database, how: 'alone' | 'shared', work: () => Promise<T>): Promise<T> {
  const held = await holdMasterKey(database, how);
  try {
    return await work();
  } finally {
    await held.release();
  }
}

export interface HeldMasterKey {
  /** False once the session was lost, with the lock. */
  isHeld(): boolean;
  release(): Promise<void>;
}

/** Holds the lock until released, or until the connection to the database is lost. @throws SecretStoreError IN_USE */
export async function holdMasterKey(database: Database, how: 'alone' | 'shared'): Promise<HeldMasterKey> {
  const session = await database.system.connect('master key');
  let isHeld = true;
  session.on('error', () => (isHeld = false));
  session.on('end', () => (isHeld = false));

  const take = how === 'alone' ? 'pg_try_advisory_lock' : 'pg_try_advisory_lock_shared';
  const { rows } = await session.query<{ taken: boolean }>(`SELECT ${take}($1) AS taken`, [lock]);
  if (!rows[0]?.taken) {
    await session.end();
    throw inUse();
  }
  return { isHeld: () => isHeld, release: () => session.end() };
}
