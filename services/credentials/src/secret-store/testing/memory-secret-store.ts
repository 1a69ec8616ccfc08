import type { Secret } from '@offload/service-kit';
import { assertSecretPath, SecretConflict, type SecretPath, type SecretStore } from '../secret-store.ts';

/** A secret store that forgets, for tests of what stands above one. It passes the same contract. */
export interface MemorySecretStore extends SecretStore {
  /** How many versions are held, over all paths of a tenant. */
  count(tenantId: string): number;
}

export function createMemorySecretStore(): MemorySecretStore {
  const held = new Map<string, (Secret | null)[]>();
  const keyOf = ({ tenantId, cloudAccountId }: SecretPath): string => `${tenantId}/${cloudAccountId}`;

  return {
    async put(path, secret, { cas }) {
      assertSecretPath(path);
      const versions = held.get(keyOf(path)) ?? [];
      if (versions.length !== cas) throw new SecretConflict(versions.length);
      held.set(keyOf(path), [...versions, secret]);
      return cas + 1;
    },
    async currentVersion(path) {
      assertSecretPath(path);
      return held.get(keyOf(path))?.length ?? 0;
    },
    async get(path, version) {
      assertSecretPath(path);
      return held.get(keyOf(path))?.[version - 1] ?? null;
    },
    async destroyVersion(path, version) {
      assertSecretPath(path);
      const versions = held.get(keyOf(path));
      if (versions?.[version - 1]) versions[version - 1] = null;
    },
    async destroy(path) {
      assertSecretPath(path);
      held.delete(keyOf(path));
    },
    count: (tenantId) => [...held].filter(([key]) => key.startsWith(tenantId)).reduce((sum, [, versions]) => sum + versions.filter(Boolean).length, 0),
    async ready() {},
    async close() {},
  };
}
