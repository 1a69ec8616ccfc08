import { LRUCache } from 'lru-cache';
import { refusal, type LimitScope } from '../errors/refusal.ts';

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
  /** Whom it is for, as the refusal says. */
  scope: LimitScope;
  /** The time in milliseconds. */
  clock?: (() => number) | undefined;
}

/** Of the least recently seen no more is known, so that nobody fills the memory by coming under many names: some 10 MB at most. */
const mostBuckets = 50_000;

const whose: Readonly<Record<LimitScope, string>> = {
  caller: 'of one caller',
  tenant: 'of one tenant',
  address: 'without credentials from one address',
  socket: 'on one WebSocket',
  everybody: 'in all',
};

/** Token buckets, one for each name, in this process: with n replicas somebody has n times the rate. */
export function createRateLimit({ perSecond, burst, scope, clock = Date.now }: RateLimitOptions): RateLimit {
  const buckets = new LRUCache<string, { left: number; at: number }>({ max: mostBuckets });

  function refilled(who: string): { left: number; at: number } {
    const now = clock();
    const bucket = buckets.get(who) ?? { left: burst, at: now };
    return { left: Math.min(burst, bucket.left + (Math.max(0, now - bucket.at) / 1000) * perSecond), at: now };
  }

  function demandOne(left: number): void {
    if (left >= 1) return;
    const retryAfterSeconds = Math.max(1, Math.ceil((1 - left) / perSecond));
    throw refusal('RATE_LIMITED', `More than ${perSecond} operations a second ${whose[scope]}`, {
      scope,
      limit: perSecond,
      // What came in a second and one too many: those that were refused are not counted.
      found: perSecond + 1,
      retryAfterSeconds,
      remedy: `Wait ${retryAfterSeconds} s; then up to ${perSecond} a second.`,
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
