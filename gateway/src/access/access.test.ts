import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { randomUUID } from 'node:crypto';
import { ask, next, overEventStream, overWebSocket } from '../testing/ask.ts';
import { startPlatform, type Platform } from '../testing/start-platform.ts';

let platform: Platform;
beforeAll(async () => {
  platform = await startPlatform();
});
afterAll(() => platform.close());

const forbidden = (coordinate: string, ...scopes: string[]) => ({
  message: `Not allowed: ${coordinate}`,
  locations: expect.any(Array),
  extensions: expect.objectContaining({ code: 'FORBIDDEN', requiredScopes: [scopes] }),
});

describe('scopes', () => {
  it('guard a query, each field by its own', async () => {
    const { key } = platform.newKey(['accounts:read']);

    expect((await ask(platform.gateway.url, key, '{ cloudAccount(id: "a") { name } }')).data).toEqual({
      cloudAccount: { name: 'account a' },
    });
    const { status, data, errors } = await ask(
      platform.gateway.url,
      key,
      '{ cloudAccount(id: "a") { name assetCounts { total } latestScan { id } } }',
    );
    expect({ status, data }).toEqual({ status: 200, data: { cloudAccount: { name: 'account a', assetCounts: null, latestScan: null } } });
    expect(errors).toEqual([
      { ...forbidden('CloudAccount.assetCounts', 'assets:read'), path: ['cloudAccount', 'assetCounts'] },
      { ...forbidden('CloudAccount.latestScan', 'scans:read'), path: ['cloudAccount', 'latestScan'] },
    ]);
  });

  it('ask subgraphs for nothing that is withheld, and say the place of a list once', async () => {
    const { key } = platform.newKey(['accounts:read']);
    platform.world.seen.length = 0;
    const { data, errors } = await ask(platform.gateway.url, key, '{ all: cloudAccounts { nodes { id counts: assetCounts { total } } } }');

    expect(data).toEqual({
      all: {
        nodes: [
          { id: 'one', counts: null },
          { id: 'two', counts: null },
        ],
      },
    });
    expect(errors).toEqual([{ ...forbidden('CloudAccount.assetCounts', 'assets:read'), path: ['all', 'nodes', '@', 'counts'] }]);
    expect(platform.world.seen).toEqual([]);
  });

  it('leave what else is asked for, under conditions and beside a root field that is withheld', async () => {
    const { key } = platform.newKey(['accounts:read']);
    const query = `query ($no: Boolean!) {
      scan(id: "s") { id }
      cloudAccount(id: "a") { name @skip(if: $no) status latestScan @include(if: $no) { id } }
    }`;
    const { status, data, errors } = await ask(platform.gateway.url, key, query, { no: true });

    expect({ status, data }).toEqual({ status: 200, data: { scan: null, cloudAccount: { status: 'CONNECTED', latestScan: null } } });
    expect(errors).toHaveLength(2);
  });

  it('make null of what cannot be without what is withheld', async () => {
    const { key } = platform.newKey(['accounts:read']);
    const { status, data } = await ask(platform.gateway.url, key, '{ scans { totalCount } cloudAccount(id: "a") { name } }');

    expect({ status, data }).toEqual({ status: 200, data: null });
  });

  it('refuse a query of which nothing is left, and nobody at all', async () => {
    const { key } = platform.newKey(['accounts:read']);

    expect(await ask(platform.gateway.url, key, '{ __typename scan(id: "s") { id } }')).toMatchObject({
      status: 403,
      errors: [{ extensions: { code: 'FORBIDDEN', requiredScopes: [['scans:read']], remedy: expect.any(String), requestId: expect.any(String) } }],
    });
    expect(await ask(platform.gateway.url, undefined, '{ viewer { subject } }')).toMatchObject({
      status: 401,
      errors: [{ extensions: { code: 'UNAUTHENTICATED' } }],
    });
  });

  it('guard fields that are reached through fragments, aliases and abstract types', async () => {
    const { key } = platform.newKey(['accounts:read', 'accounts:write']);
    const selections = [
      '{ cloudAccount(id: "a") { ...F } } fragment F on CloudAccount { n: assetCounts { total } }',
      '{ cloudAccount(id: "a") { ... { ... on CloudAccount { assetCounts { total } } } } }',
      'mutation { connectAwsAccount(input: { name: "a" }) { ... on CloudAccountAlreadyConnected { cloudAccount { assetCounts { total } } } } }',
    ];

    for (const query of selections)
      expect((await ask(platform.gateway.url, key, query)).errors).toEqual([
        { ...forbidden('CloudAccount.assetCounts', 'assets:read'), path: expect.any(Array) },
      ]);
  });

  it('guard a mutation before anything happens', async () => {
    platform.world.connected.length = 0;
    const { key } = platform.newKey(['accounts:read']);
    const { errors } = await ask(platform.gateway.url, key, 'mutation { connectAwsAccount(input: { name: "a" }) { __typename } }');

    expect(errors).toEqual([forbidden('Mutation.connectAwsAccount', 'accounts:write')]);
    expect(platform.world.connected).toEqual([]);
  });

  it('refuse a mutation whole for a field of its own that comes after more places than are told', async () => {
    platform.world.connected.length = 0;
    const { key } = platform.newKey(['accounts:read', 'accounts:write']);
    const places = Array.from({ length: 25 }, (_one, n) => `a${n}: assetCounts { total }`).join(' ');
    const query = `mutation {
      connectAwsAccount(input: { name: "a" }) { ... on CloudAccountAlreadyConnected { cloudAccount { ${places} } } }
      startScan(input: { cloudAccountId: "a", type: FULL }) { __typename }
    }`;
    const { status, errors } = await ask(platform.gateway.url, key, query);

    expect(status).toBe(403);
    expect(errors![0]).toEqual(forbidden('Mutation.startScan', 'scans:run'));
    expect(platform.world.connected).toEqual([]);
  });

  it.each([
    ['WebSocket', overWebSocket],
    ['server-sent events', overEventStream],
  ])('guard a subscription and what it fetches elsewhere, over %s', async (_name, over) => {
    const id = randomUUID();
    platform.world.feed.set({ id, cloudAccountId: 'one', status: 'RUNNING', percent: 1 });
    const query = 'subscription ($id: ID!) { scanUpdated(scanId: $id) { id cloudAccount { assetCounts { total } } } }';

    const refusedWith = async (scopes: Parameters<Platform['newKey']>[0]) => {
      const watcher = over(platform.gateway.url, platform.newKey(scopes).key);
      const answer = await next(watcher.watch(query, { id })).catch((errors: unknown) => ({ errors }));
      watcher.close();
      return answer;
    };

    expect(await refusedWith(['assets:read'])).toEqual({ errors: [forbidden('Subscription.scanUpdated', 'scans:read')] });
    expect(await refusedWith(['scans:read', 'accounts:read'])).toEqual({
      data: { scanUpdated: { id, cloudAccount: { assetCounts: null } } },
      errors: [{ ...forbidden('CloudAccount.assetCounts', 'assets:read'), path: ['scanUpdated', 'cloudAccount', 'assetCounts'] }],
    });
    expect(await refusedWith(['scans:read'])).toMatchObject({ data: { scanUpdated: { id, cloudAccount: null } } });
    expect(await refusedWith(['scans:read', 'accounts:read', 'assets:read'])).toEqual({
      data: { scanUpdated: { id, cloudAccount: { assetCounts: { total: 7 } } } },
    });
    expect(platform.services.scanner.openStreams()).toBeLessThanOrEqual(3);
  });

  it('of one caller do not help another with the same operation', async () => {
    const query = '{ cloudAccount(id: "a") { assetCounts { total } } }';

    expect((await ask(platform.gateway.url, platform.newKey().key, query)).errors).toBeUndefined();
    expect((await ask(platform.gateway.url, platform.newKey(['accounts:read']).key, query)).errors).toHaveLength(1);
  });
});
