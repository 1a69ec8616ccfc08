import type { Lease } from '../providers/credential-provider.ts';

/** Sessions in memory, so that the jobs of a scan share one instead of assuming the role each. */
export interface LeaseCache {
  /** The lease of this key, made when there is none that lasts long enough; several askers at once wait for one making. */
  get(key: string, make: () => Promise<Lease>): Promise<Lease>;
  /** Lets go of every lease of an account: keys begin with its id. */
  forget(cloudAccountId: string): void;
}

/** A lease with less than this left is renewed: what it is handed to may work for minutes. */
const renewBeforeMs = 15 * 60 * 1000;
const mostCached = 2_000;

/** Failures are not remembered. */
export function createLeaseCache(now: () => Date): LeaseCache {
  const made = new Map<string, { lease: Promise<Lease>; renewAt: number }>();

  return {
    async get(key, make) {
      const known = made.get(key);
      if (known && known.renewAt > now().getTime()) return known.lease;

      made.delete(key);
      // Insertion order is age order: the oldest makes room.
      if (made.size >= mostCached) made.delete(made.keys().next().value!);

      const entry = { lease: make(), renewAt: Number.POSITIVE_INFINITY };
      made.set(key, entry);
      try {
        const lease = await entry.lease;
        entry.renewAt = lease.expiresAt.getTime() - renewBeforeMs;
        return lease;
      } catch (error) {
        if (made.get(key) === entry) made.delete(key);
        throw error;
      }
    },
    forget(cloudAccountId) {
      for (const key of made.keys()) if (key.startsWith(`${cloudAccountId} `)) made.delete(key);
    },
  };
}
