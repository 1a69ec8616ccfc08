import type { Principal } from '@offload/contracts';
import { LRUCache } from 'lru-cache';
import { refusal } from '../errors/refusal.ts';
import { unauthenticated } from './unauthenticated.ts';

/** How long an answer is kept: with the look of sessions every two seconds, a revoked key works for less than five. */
const rememberedMs = 2_000;

/**
 * Makes the resolver of API keys, by their hashes. Answers of accounts are kept for two seconds, also that a key is unknown; many requests
 * with one key ask once. It rejects with UNAUTHENTICATED for an unknown, revoked or expired key, and with AUTHENTICATION_UNAVAILABLE
 * when accounts does not answer.
 */
export function createApiKeyResolver(lookUp: (keyHash: string) => Promise<Principal | null>): (keyHash: string) => Promise<Principal> {
  const known = new LRUCache<string, { principal: Principal | null }>({
    max: 10_000,
    ttl: rememberedMs,
    fetchMethod: async (keyHash) => ({ principal: await lookUp(keyHash) }),
  });

  return async (keyHash) => {
    const answer = await known.fetch(keyHash).catch((cause: unknown) => {
      throw Object.assign(
        refusal('AUTHENTICATION_UNAVAILABLE', 'API keys cannot be verified at the moment', { remedy: 'Try again in a moment.' }),
        { cause },
      );
    });
    if (!answer?.principal) throw unauthenticated('The API key is unknown, revoked or expired');
    return answer.principal;
  };
}
