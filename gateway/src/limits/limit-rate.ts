import { LRUCache } from 'lru-cache';
import { refusal } from '../errors/refusal.ts';

export interface RateLimit {
  /** Takes one from somebody's allowance. Throws RATE_LIMITED when there is none left. */
  take(who: string): void;
  /** Throws RATE_LIMITED when somebody has none left, and takes nothing. */
  demand(who: string): void;
}

export interface RateLimitOptions {
  perSecond: number;
  /** How many may come at once. */
  burst: number;
  /** The time in milliseconds. */
  clock?: (() => number) | undefined;
}

/** Token buckets, one a caller, in this process: with n replicas a caller has n times the rate. */
export function createRateLimit({ perSecond, burst, clock = Date.now }: RateLimitOptions): RateLimit {
  const buckets = new LRUCache<string, { left: number; at: number }>({ max: 50_000 });

  function refilled(who: string): { left: number; at: number } {
    const now = clock();
    const bucket = buckets.get(who) ?? { left: burst, at: now };
    return { left: Math.min(burst, bucket.left + (Math.max(0, now - bucket.at) / 1000) * perSecond), at: now };
  }

  function demandOne(left: number): void {
    if (left >= 1) return;
    throw refusal('RATE_LIMITED', `More than ${perSecond} requests a second`, {
      limit: perSecond,
      remedy: 'Slow down; wait a second before the next request.',
    });
  }

  return {
    take(who) {
      const bucket = refilled(who);
      demandOne(bucket.left);
      buckets.set(who, { ...bucket, left: bucket.left - 1 });
    },
    demand: (who) => demandOne(refilled(who).left),
  };
}
