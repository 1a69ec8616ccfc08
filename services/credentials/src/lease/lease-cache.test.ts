import { describe, expect, it } from '@jest/globals';
import type { Lease } from '../providers/credential-provider.ts';
import { createLeaseCache } from './lease-cache.ts';

describe('the lease cache', () => {
  let time = Date.now();
  const leaseFor = (minutes: number): Lease => ({
    lease: { kind: 'AWS_SIGNING_KEYS', accessKeyId: 'AKIA', sessionToken: null, keys: [], expiresAt: '' },
    expiresAt: new Date(time + minutes * 60_000),
  });

  it('makes one lease for many who ask at once', async () => {
    const cache = createLeaseCache(() => new Date(time));
    let made = 0;
    const make = async (): Promise<Lease> => {
      made += 1;
      await Promise.resolve();
      return leaseFor(60);
    };

    const leases = await Promise.all([cache.get('a', make), cache.get('a', make), cache.get('a', make)]);

    expect(made).toBe(1);
    expect(new Set(leases).size).toBe(1);
    await cache.get('b', make);
    expect(made).toBe(2);
  });

  it('makes a new one when less than 15 minutes are left', async () => {
    const cache = createLeaseCache(() => new Date(time));
    const first = await cache.get('a', async () => leaseFor(60));

    time += 44 * 60_000;
    expect(await cache.get('a', async () => leaseFor(60))).toBe(first);
    time += 2 * 60_000;
    expect(await cache.get('a', async () => leaseFor(60))).not.toBe(first);
  });

  it('does not remember a failure', async () => {
    const cache = createLeaseCache(() => new Date(time));

    await expect(cache.get('a', () => Promise.reject(new Error('denied')))).rejects.toThrow('denied');
    await expect(cache.get('a', async () => leaseFor(60))).resolves.toBeDefined();
  });
});
