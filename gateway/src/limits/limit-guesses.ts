import type { Principal } from '@offload/contracts';
import { LRUCache } from 'lru-cache';
import type { Authenticate } from '../authentication/authenticate.ts';
import type { Credentials } from '../authentication/read-credentials.ts';
import { Refusal } from '../errors/refusal.ts';
import { blockOf } from './limit-operations.ts';
import type { RateLimit } from './limit-rate.ts';

/** Finds out who asks from an address. Rejects with a `Refusal`. */
export type AuthenticateAt = (credentials: Credentials, address: string) => Promise<Principal | null>;

/** How long it is remembered that an API key was good. */
const rememberedMs = 60 * 60_000;

/**
 * Keeps an address from trying credentials one after another: each that does not hold counts as an operation without credentials, and when there were too many, unknown
 * ones are not looked at for a while (RATE_LIMITED). API keys that were good within the last hour are, so that nobody shuts out those who share the address.
 */
export function limitGuesses(authenticate: Authenticate, rate: RateLimit): AuthenticateAt {
  const good = new LRUCache<string, true>({ max: 10_000, ttl: rememberedMs });

  return async (credentials, address) => {
    if (credentials.kind === 'NONE') return null;
    const block = blockOf(address);
    const keyHash = credentials.kind === 'API_KEY' ? credentials.keyHash : undefined;
    if (!keyHash || !good.has(keyHash)) rate.demand(block);

    try {
      const principal = await authenticate(credentials);
      if (keyHash) good.set(keyHash, true);
      return principal;
    } catch (error) {
      if (error instanceof Refusal && error.code === 'UNAUTHENTICATED') {
        if (keyHash) good.delete(keyHash);
        rate.take(block);
      }
      throw error;
    }
  };
}
