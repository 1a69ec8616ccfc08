import type { Secret } from '@offload/service-kit';

/** Where a secret lies: one path an account, under its tenant. Both are UUIDs. */
export interface SecretPath {
  tenantId: string;
  cloudAccountId: string;
}

/**
 * Keeps secrets, sealed. Two adapters pass one contract suite (`secret-store.contract.ts`):
 * - `openEmbeddedSecretStore`: AES-256-GCM under a master key file, in credentials' own database;
 * - `openVaultSecretStore`: Vault or OpenBao, KV v2.
 *
 * A path holds versions, 1, 2, 3 …; whoever reads names the one it means, so that what a crash left behind is never read by chance.
 */
export interface SecretStore {
  /**
   * Writes the next version and gives its number. `cas` is the number of the present one, 0 for none.
   * @throws SecretConflict when another version is the present one
   */
  put(path: SecretPath, secret: Secret, options: { cas: number }): Promise<number>;
  /** The number of the version that was put last, also when it was destroyed since; 0 for none. @throws SecretStoreError */
  currentVersion(path: SecretPath): Promise<number>;
  /** One version; null when there is none. @throws SecretStoreError */
  get(path: SecretPath, version: number): Promise<Secret | null>;
  /** Destroys one version, for good: its number is not given again. Destroying what is not there is well. */
  destroyVersion(path: SecretPath, version: number): Promise<void>;
  /** Destroys every version, for good. Destroying what is not there is well. */
  destroy(path: SecretPath): Promise<void>;
  /** Resolves when secrets can be read and written; rejects with the reason when not. */
  ready(): Promise<void>;
  close(): Promise<void>;
}

/**
 * `UNAVAILABLE` (no answer), `SEALED` (Vault needs an operator to unseal it), `DENIED` (our login or policy is refused), `TAMPERED` (what is
 * stored was changed or moved), `KEY_LOST`, `KEY_WRONG`, `KEY_EXPOSED` (the master key file is gone, another's, or readable by others), `IN_USE` (the
 * master key cannot be rotated while a platform holds it).
 */
export type SecretStoreCode = 'UNAVAILABLE' | 'SEALED' | 'DENIED' | 'TAMPERED' | 'KEY_LOST' | 'KEY_WRONG' | 'KEY_EXPOSED' | 'IN_USE';

/** The store cannot do what was asked. Carries no cause: clients hang requests, and so secrets, on their errors. */
export class SecretStoreError extends Error {
  override readonly name = 'SecretStoreError';
  readonly code: SecretStoreCode;

  constructor(code: SecretStoreCode, message: string) {
    super(message);
    this.code = code;
  }
}

/** Another version is the present one. */
export class SecretConflict extends Error {
  override readonly name = 'SecretConflict';
  /** The present version, 0 for none. */
  readonly currentVersion: number;

  constructor(currentVersion: number) {
    super(`the present version is ${currentVersion}`);
    this.currentVersion = currentVersion;
  }
}

const uuid = /^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;

/** Throws when a path is not made of UUIDs: anything else could lead elsewhere. */
export function assertSecretPath({ tenantId, cloudAccountId }: SecretPath): void {
  if (!uuid.test(tenantId) || !uuid.test(cloudAccountId)) throw new TypeError('a secret path is made of two UUIDs in lower case');
}
