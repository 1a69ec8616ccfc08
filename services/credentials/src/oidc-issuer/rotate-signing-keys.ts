import { oidcSigningKeysPath } from '../input-key/platform-secrets.ts';
import type { SecretStore } from '../secret-store/secret-store.ts';
import { keysOfUseAt, makeSigningKey, openSigningKeys, writeSigningKeys } from './signing-keys.ts';

export interface RotationOfKeys {
  /** The age at which a key gets a successor, in ms. */
  everyMs: number;
  now: () => Date;
}

/**
 * Makes a successor of the newest key when that is due, and lets go of keys whose last assertion is over. A successor is published a day before it
 * signs. Meant to run every hour, on every replica: check-and-set lets one of them win, and a crash leaves the old set or the new one. Gives 1 when
 * the set changed. @throws SecretStoreError
 */
export async function rotateSigningKeys(store: SecretStore, { everyMs, now }: RotationOfKeys): Promise<number> {
  const { version, keys } = await openSigningKeys(store, now);
  // Of the one before: a run that was cut short may have left it. Those before it were destroyed by earlier runs.
  if (version > 1) await store.destroyVersion(oidcSigningKeysPath, version - 1);

  const at = now();
  const kept = keysOfUseAt(keys, at);
  const isDue = keys[0]!.createdAt.getTime() + everyMs <= at.getTime();
  if (!isDue && kept.length === keys.length) return 0;

  const written = await writeSigningKeys(store, version, isDue ? [await makeSigningKey(at), ...kept] : kept);
  if (!written) return 0;
  await store.destroyVersion(oidcSigningKeysPath, version);
  return 1;
}
