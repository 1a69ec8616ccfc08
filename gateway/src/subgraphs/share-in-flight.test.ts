import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { scope } from '@offload/contracts';
import { ask } from '../testing/ask.ts';
import { startPlatform, type Platform } from '../testing/start-platform.ts';
import { createSharing } from './share-in-flight.ts';

describe('equal questions at the same time', () => {
  it('are asked once, and asked again afterwards', async () => {
    const share = createSharing<number>();
    const answer = Promise.withResolvers<number>();
    let asked = 0;
    const question = (): Promise<number> => {
      asked += 1;
      return answer.promise;
    };

    const both = Promise.all([share('a', question), share('a', question), share('b', question)]);
    answer.resolve(7);
    expect(await both).toEqual([7, 7, 7]);
    expect(asked).toBe(2);
    await share('a', question);
    expect(asked).toBe(3);
  });

  it('share a failure too, and forget it', async () => {
    const share = createSharing<number>();
    const failing = (): Promise<number> => Promise.reject(new Error('no'));

    expect((await Promise.allSettled([share('a', failing), share('a', failing)])).map(({ status }) => status)).toEqual(['rejected', 'rejected']);
    expect(await share('a', async () => 1)).toBe(1);
  });
});

describe('equal fetches from a subgraph at the same time', () => {
  const query = '{ cloudAccounts { nodes { id assetCounts { total } } } }';
  let platform: Platform;

  beforeAll(async () => {
    platform = await startPlatform();
  });
  afterAll(() => platform.close());
  beforeEach(() => {
    platform.world.inventoryBroken = false;
  });

  /** Asks ten times at once, after the gateway has come to know the keys. Gives the tenant and the scopes behind every entity that inventory resolved. */
  async function askTogether(keys: readonly string[]): Promise<{ seen: string[]; answers: any[] }> {
    await Promise.all(keys.map((key) => ask(platform.gateway.url, key, query)));
    platform.world.seen.length = 0;
    const answers = await Promise.all(Array.from({ length: 10 }, (_one, n) => ask(platform.gateway.url, keys[n % keys.length]!, query)));
    return { seen: platform.world.seen.map(({ tenantId, scopes }) => `${tenantId} ${scopes.length}`), answers };
  }

  it('reach it fewer times than they were asked, and all are answered', async () => {
    const { seen, answers } = await askTogether([platform.newKey().key]);

    expect(answers.map(({ data }) => data.cloudAccounts.nodes.length)).toEqual(Array(10).fill(2));
    expect(seen.length).toBeLessThan(20);
  });

  it('are never shared between tenants or sets of scopes', async () => {
    const { key, principal } = platform.newKey();
    const narrow = platform.newKey(
      scope.options.filter((one) => one !== 'audit:read'),
      principal.tenantId,
    );
    const { seen } = await askTogether([key, narrow.key, platform.newKey().key]);

    expect(new Set(seen).size).toBe(3);
  });

  it('fail each under its own request id', async () => {
    platform.world.inventoryBroken = true;
    const { answers } = await askTogether([platform.newKey().key]);

    for (const { errors, headers } of answers) expect(errors[0].extensions).toMatchObject({ code: 'INTERNAL', requestId: headers['x-request-id'] });
    for (const { headers } of answers)
      expect(platform.logged.some((line) => line.includes(headers['x-request-id']) && line.includes('10.1.2.3'))).toBe(true);
  });
});
