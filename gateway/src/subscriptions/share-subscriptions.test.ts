import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { scope, type Scope } from '@offload/contracts';
import { eventually } from '@offload/testkit';
import { randomUUID } from 'node:crypto';
import { next, overEventStream, overWebSocket, type Watcher } from '../testing/ask.ts';
import { startPlatform, type Platform } from '../testing/start-platform.ts';

const query = 'subscription ($id: ID!) { scanUpdated(scanId: $id) { status progress { percent } cloudAccount { name assetCounts { total } } } }';
const percentOf = (result: { data?: any }): number => result.data.scanUpdated.progress.percent;

let platform: Platform;
let id: string;
const watchers: Watcher[] = [];

const move = (percent: number, status = 'RUNNING'): void => platform.world.feed.set({ id, cloudAccountId: 'one', status, percent });
const openStreams = (): number => platform.services.scanner.openStreams();
const watcherOf = (key: string, over = overWebSocket): Watcher => {
  const watcher = over(platform.gateway.url, key);
  watchers.push(watcher);
  return watcher;
};

beforeAll(async () => {
  platform = await startPlatform();
});
afterAll(() => platform.close());

beforeEach(async () => {
  for (const watcher of watchers.splice(0)) watcher.close();
  await eventually(() => openStreams() === 0);
  id = randomUUID();
  move(10);
  platform.world.seen.length = 0;
});

describe('subscribers of one tenant with the same scopes', () => {
  it('share one subscription of the subgraph and one execution of each event, whatever they are connected by and however the text is laid out', async () => {
    const { key } = platform.newKey();
    const watches = Array.from({ length: 10 }, (_one, n) =>
      watcherOf(key, n % 2 ? overWebSocket : overEventStream).watch(n % 3 ? query : query.replaceAll(' ', '\n  '), { id }),
    );
    expect((await Promise.all(watches.map(next))).map(percentOf)).toEqual(Array(10).fill(10));
    expect(openStreams()).toBe(1);

    platform.world.seen.length = 0;
    move(20);
    expect((await Promise.all(watches.map(next))).map(percentOf)).toEqual(Array(10).fill(20));
    expect(platform.world.seen).toHaveLength(1);
  });

  it('share it with different keys of the tenant, and who comes later begins with the present state', async () => {
    const { key, principal } = platform.newKey();
    const other = platform.newKey(principal.scopes.toReversed(), principal.tenantId);
    const early = watcherOf(key).watch(query, { id });
    await next(early);
    move(30);
    await next(early);

    expect(percentOf(await next(watcherOf(other.key).watch(query, { id })))).toBe(30);
    expect(openStreams()).toBe(1);
  });

  it('keep it when one leaves, and close it when the last does', async () => {
    const { key } = platform.newKey();
    const [one, two] = [watcherOf(key).watch(query, { id }), watcherOf(key).watch(query, { id })];
    await Promise.all([next(one), next(two)]);

    await one.return!();
    move(40);
    expect(percentOf(await next(two))).toBe(40);
    expect(openStreams()).toBe(1);

    await two.return!();
    await eventually(() => expect(openStreams()).toBe(0));
  });

  it('all get the last result, and the end', async () => {
    const { key } = platform.newKey();
    const watches = [overWebSocket, overEventStream].map((over) => watcherOf(key, over).watch(query, { id }));
    await Promise.all(watches.map(next));

    move(100, 'COMPLETED');
    expect((await Promise.all(watches.map(next))).map(percentOf)).toEqual([100, 100]);
    expect((await Promise.all(watches.map((watch) => watch.next()))).map(({ done }) => done)).toEqual([true, true]);
  });
});

describe('subscribers who may not see the same', () => {
  const withoutAssets = scope.options.filter((one) => one !== 'assets:read');

  it.each<[string, Record<string, unknown>]>([
    ['of another tenant', {}],
    ['with other variables', { other: true }],
  ])('share nothing with one %s', async (_who, { other }) => {
    const { key, principal } = platform.newKey();
    await next(watcherOf(key).watch(query, { id }));
    const second = platform.newKey(scope.options, other ? principal.tenantId : undefined);
    await next(
      watcherOf(second.key).watch(
        other ? query.replace('$id: ID!', '$id: ID!, $x: Boolean = false').replace('status', 'status @skip(if: $x)') : query,
        { id },
      ),
    );

    expect(openStreams()).toBe(2);
    expect(new Set(platform.world.seen.map(({ tenantId }) => tenantId)).size).toBe(other ? 1 : 2);
  });

  it('share nothing with one of fewer scopes, and each event is fetched with the scopes of those who get it', async () => {
    const seeing = 'subscription ($id: ID!) { scanUpdated(scanId: $id) { progress { percent } cloudAccount { name } } }';
    const { key, principal } = platform.newKey();
    const narrow = platform.newKey(withoutAssets, principal.tenantId);
    await next(watcherOf(key).watch(seeing, { id }));
    await next(watcherOf(narrow.key).watch(seeing, { id }));

    expect(openStreams()).toBe(2);
  });

  it('are parted when the scopes of one change while it watches: it goes on with what it may see now, the others with theirs', async () => {
    const seeing = 'subscription ($id: ID!) { scanUpdated(scanId: $id) { progress { percent } cloudAccount { name } } }';
    const { key, principal } = platform.newKey();
    const changing = platform.newKey(scope.options, principal.tenantId);
    const [one, two] = [watcherOf(key).watch(seeing, { id }), watcherOf(changing.key).watch(seeing, { id })];
    await Promise.all([next(one), next(two)]);
    expect(openStreams()).toBe(1);

    changing.become(withoutAssets);
    await eventually(
      async () => {
        move(Math.floor(Math.random() * 90) + 5);
        await next(two);
        expect(openStreams()).toBe(2);
      },
      { timeoutMs: 15_000 },
    );
    expect((await next(one)).errors).toBeUndefined();
  }, 20_000);

  it('are ended with FORBIDDEN when what they may see no longer reaches the subscription', async () => {
    const changing = platform.newKey();
    const watch = watcherOf(changing.key).watch(query, { id });
    await next(watch);

    changing.become(['accounts:read'] satisfies Scope[]);
    let refused: any;
    await eventually(
      async () => {
        move(Math.floor(Math.random() * 90) + 5);
        refused = (await next(watch)).errors?.[0];
        expect(refused?.extensions).toMatchObject({ code: 'FORBIDDEN' });
      },
      { timeoutMs: 15_000 },
    );
    expect((await watch.next()).done).toBe(true);
  }, 20_000);
});
