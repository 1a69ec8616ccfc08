import type { Logger } from '@offload/service-kit';
import { subgraphUnavailable } from '../errors/present-errors.ts';
import { Refusal } from '../errors/refusal.ts';
import { readSealingKey, type SealingKey } from './seal-secret.ts';

export interface SealingKeysOptions {
  fetchKeys: () => Promise<{ keys: Record<string, unknown>[] }>;
  log: Logger;
  clock: () => number;
}

const freshMs = 60_000;
/** credentials keeps old keys for longer than this. */
const usableMs = 10 * 60_000;

/**
 * Gives the key to encrypt to: credentials' first, fetched again after a minute. While credentials does not answer, the one that is known
 * is used for ten minutes; then, or when none is known, it rejects with SUBGRAPH_UNAVAILABLE. Many requests fetch once.
 */
export function createSealingKeys({ fetchKeys, log, clock }: SealingKeysOptions): () => Promise<SealingKey> {
  let known: { key: SealingKey; at: number } | undefined;
  let fetching: Promise<SealingKey> | undefined;

  async function fetch(): Promise<SealingKey> {
    try {
      const { keys } = await fetchKeys();
      known = { key: await readSealingKey(keys[0]!), at: clock() };
      return known.key;
    } catch (error) {
      log.error({ err: error }, 'sealing keys could not be fetched');
      if (known && clock() - known.at < usableMs) return known.key;
      throw new Refusal([subgraphUnavailable('credentials')]);
    } finally {
      fetching = undefined;
    }
  }

  return async () => (known && clock() - known.at < freshMs ? known.key : (fetching ??= fetch()));
}
