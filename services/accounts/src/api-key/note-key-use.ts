import type { Logger } from '@offload/service-kit';
import type { ApiKeyRow } from './api-key.entity.ts';
import type { ApiKeyDirectory } from './api-key.repository.ts';

/** Keeps `lastUsedAt`, to the minute, of keys that let somebody in. */
export interface KeyUse {
  /** Says that a key was used just now. Gives nothing to wait for. */
  note(key: Pick<ApiKeyRow, 'tenantId' | 'id' | 'lastUsedAt'>, at: Date): void;
  /** Resolves when everything that was noted is written, or has failed. */
  settled(): Promise<void>;
}

/** How exact `lastUsedAt` is: a key is written at most once in this time, by however many replicas. */
const exactToMs = 60_000;

/**
 * Writes the use of keys behind the answer. A process that crashes loses what it was about to write: `lastUsedAt` is then as much as a minute older than the
 * last use. A write that fails is tried again at the key's next use.
 */
export function createKeyUse(directory: Pick<ApiKeyDirectory, 'used'>, log: Pick<Logger, 'warn'>): KeyUse {
  const writing = new Map<string, Promise<void>>();

  return {
    note(key, at) {
      const since = new Date(at.getTime() - exactToMs);
      if ((key.lastUsedAt && key.lastUsedAt >= since) || writing.has(key.id)) return;
      const written = directory
        .used(key, at, since)
        .catch((error: unknown) => log.warn({ err: error, apiKeyId: key.id }, 'use of an API key was not written down'))
        .finally(() => writing.delete(key.id));
      writing.set(key.id, written);
    },
    async settled() {
      await Promise.all(writing.values());
    },
  };
}
