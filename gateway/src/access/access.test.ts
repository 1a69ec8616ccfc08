import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { randomUUID } from 'node:crypto';
import { ask, next, overEventStream, overWebSocket } from '../testing/ask.ts';
import { startPlatform, type Platform } from '../testing/start-platform.ts';

let platform: Platform;
beforeAll(async () => {
  platform = await startPlatform();
});
afterAll(() => platform.close());

const forbidden = (coordinate: string, ...scopes: string[]) =>
  expect.objectContaining({
    message: `Not allowed: ${coordinate}`,
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
    expect({ status, data }).toEqual({ status: 403, data: undefined });
    expect(errors).toEqual([forbidden('CloudAccount.assetCounts', 'assets:read'), forbidden('CloudAccount.latestScan', 'scans:read')]);
  });

  it('guard fields that are reached through fragments, aliases and abstract types', async () => {
    const { key } = platform.newKey(['accounts:read', 'accounts:write']);
    const selections = [
      '{ cloudAccount(id: "a") { ...F } } fragment F on CloudAccount { n: assetCounts { total } }',
      '{ cloudAccount(id: "a") { ... { ... on CloudAccount { assetCounts { total } } } } }',
      'mutation { connectAwsAccount(input: { name: "a" }) { ... on CloudAccountAlreadyConnected { cloudAccount { assetCounts { total } } } } }',
    ];

    for (const query of selections)
      expect((await ask(platform.gateway.url, key, query)).errors).toEqual([forbidden('CloudAccount.assetCounts', 'assets:read')]);
  });

  it('guard a mutation before anything happens', async () => {
    const { key } = platform.newKey(['accounts:read']);
    const { errors } = await ask(platform.gateway.url, key, 'mutation { connectAwsAccount(input: { name: "a" }) { __typename } }');

    expect(errors).toEqual([forbidden('Mutation.connectAwsAccount', 'accounts:write')]);
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
    expect(await refusedWith(['scans:read'])).toEqual({ errors: [forbidden('CloudAccount.assetCounts', 'assets:read')] });
    expect(await refusedWith(['scans:read', 'assets:read'])).toEqual({
      data: { scanUpdated: { id, cloudAccount: { assetCounts: { total: 7 } } } },
    });
    expect(platform.services.scanner.openStreams()).toBeLessThanOrEqual(1);
  });

  it('of one caller do not help another with the same operation', async () => {
    const query = '{ cloudAccount(id: "a") { assetCounts { total } } }';

    expect((await ask(platform.gateway.url, platform.newKey().key, query)).errors).toBeUndefined();
    expect((await ask(platform.gateway.url, platform.newKey(['accounts:read']).key, query)).errors).toHaveLength(1);
  });
});
