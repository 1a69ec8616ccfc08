import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { randomUUID } from 'node:crypto';
import { ask, next, overEventStream } from '../testing/ask.ts';
import { startPlatform, type Platform } from '../testing/start-platform.ts';
import { createRateLimit } from './limit-rate.ts';

let platform: Platform;
let key: string;
beforeAll(async () => {
  platform = await startPlatform({
    MAX_DEPTH: '8',
    MAX_COST: '1000',
    MAX_ALIASES: '5',
    MAX_DIRECTIVES: '5',
    MAX_TOKENS: '300',
    MAX_SUBSCRIPTIONS: '2',
  });
  key = platform.newKey().key;
});
afterAll(() => platform.close());

const over = async (query: string, variables?: Record<string, unknown>) =>
  (await ask(platform.gateway.url, key, query, variables)).errors?.[0]?.extensions;
const repeat = (times: number, text: (at: number) => string): string => Array.from({ length: times }, (_, at) => text(at)).join(' ');

describe('an operation is refused, with the limit and how far it is over, when it', () => {
  it('nests too deep, also through fragments', async () => {
    const deep =
      '{ scan(id: "a") { cloudAccount { latestScan { cloudAccount { latestScan { cloudAccount { latestScan { cloudAccount { id } } } } } } } } }';
    const spread = `{ scan(id: "a") { ...A } } fragment A on Scan { cloudAccount { latestScan { ...B } } } fragment B on Scan { cloudAccount { latestScan { ...C } } }
      fragment C on Scan { cloudAccount { latestScan { cloudAccount { id } } } }`;

    expect(await over(deep)).toMatchObject({ code: 'DEPTH_LIMIT_EXCEEDED', limit: 8, found: 9 });
    expect(await over(spread)).toMatchObject({ code: 'DEPTH_LIMIT_EXCEEDED', limit: 8, found: 9 });
  });

  it('has too many aliases', async () => {
    expect(await over(`{ ${repeat(6, (at) => `a${at}: cloudAccount(id: "a") { id }`)} }`)).toMatchObject({
      code: 'ALIAS_LIMIT_EXCEEDED',
      limit: 5,
      found: 6,
    });
  });

  it('has too many directives', async () => {
    expect(await over(`{ viewer { subject ${repeat(6, () => '@skip(if: false)')} } }`)).toMatchObject({
      code: 'DIRECTIVE_LIMIT_EXCEEDED',
      limit: 5,
      found: 6,
    });
  });

  it('has too many tokens', async () => {
    expect(await over(`{ viewer { ${repeat(400, () => 'subject')} } }`)).toMatchObject({
      code: 'TOKEN_LIMIT_EXCEEDED',
      limit: 300,
      found: 405,
    });
  });

  it('costs too much: by a literal, a variable, a default of the variable or of the field', async () => {
    const nested = (first: string, head = '') => `query ${head} { cloudAccounts${first} { nodes { assets${first} { nodes { id } } } } }`;
    const n = 100;
    // One page, its accounts, a page for each, the assets of each.
    const cost = 1 + n * (1 + (1 + n));

    expect(await over(nested('(first: 100)'))).toMatchObject({ code: 'COST_LIMIT_EXCEEDED', limit: 1000, found: cost });
    expect(await over(nested('(first: $n)', '($n: Int)'), { n })).toMatchObject({ code: 'COST_LIMIT_EXCEEDED', found: cost });
    expect(await over(nested('(first: $n)', '($n: Int = 100)'))).toMatchObject({ code: 'COST_LIMIT_EXCEEDED', found: cost });
    expect(await over(nested(''))).toMatchObject({ code: 'COST_LIMIT_EXCEEDED', found: 1 + 50 * 52 });
    expect(await over(nested('(first: 5)'))).toBeUndefined();
    expect(await over(nested('(first: $n)', '($n: Int)'), { n: 5 })).toBeUndefined();
  });

  it('multiplies its cost through fragments, however they double, and in no time', async () => {
    const levels = 10;
    const bomb = `{ cloudAccounts(first: 1) { nodes { ...F0 } } } ${repeat(levels, (at) =>
      at === levels - 1
        ? `fragment F${at} on CloudAccount { assetCounts { total } }`
        : `fragment F${at} on CloudAccount { ...F${at + 1} ...F${at + 1} }`,
    )}`;
    const startedAt = performance.now();

    expect(await over(bomb)).toBeUndefined();
    expect(await over(bomb.replace('assetCounts { total }', 'assets(first: 100) { nodes { id } }'))).toMatchObject({
      code: 'COST_LIMIT_EXCEEDED',
    });
    expect(performance.now() - startedAt).toBeLessThan(3_000);
  });

  it('spreads a fragment in itself', async () => {
    const errors = (
      await ask(platform.gateway.url, key, '{ viewer { ...A } } fragment A on Viewer { subject ...B } fragment B on Viewer { ...A }')
    ).errors;
    expect(errors?.[0]?.extensions).toMatchObject({ code: 'GRAPHQL_VALIDATION_FAILED' });
  });
});

describe('introspection', () => {
  it('is not too deep for itself', async () => {
    const ofType = (levels: number): string => (levels === 0 ? 'name' : `name ofType { ${ofType(levels - 1)} }`);
    expect(await over(`{ __schema { types { fields { type { ${ofType(9)} } } } } }`)).toBeUndefined();
  });

  it('is not offered when it is turned off', async () => {
    const own = await startPlatform({ INTROSPECTION: 'false' });
    const { errors } = await ask(own.gateway.url, own.newKey().key, '{ __schema { queryType { name } } }');

    expect(errors?.[0]?.extensions).toMatchObject({ code: 'GRAPHQL_VALIDATION_FAILED' });
    expect((await ask(own.gateway.url, own.newKey().key, '{ viewer { __typename } }')).errors).toBeUndefined();
    await own.close();
  });
});

describe('a caller', () => {
  it('has so many subscriptions at a time, and gets room back by ending one', async () => {
    const id = randomUUID();
    platform.world.feed.set({ id, cloudAccountId: 'one', status: 'RUNNING', percent: 1 });
    const watcher = overEventStream(platform.gateway.url, platform.newKey().key);
    const open = () => watcher.watch('subscription ($id: ID!) { scanUpdated(scanId: $id) { id } }', { id });

    const [first] = [open(), open()].map((watch) => ({ watch, result: next(watch) }));
    expect((await first!.result).errors).toBeUndefined();
    expect((await next(open())).errors?.[0]?.extensions).toMatchObject({ code: 'SUBSCRIPTION_LIMIT_EXCEEDED', limit: 2 });

    await first!.watch.return!();
    // The gateway learns of it when the connection closes.
    let errors: unknown = [];
    for (let tries = 0; tries < 100 && errors; tries++) errors = (await next(open())).errors;
    expect(errors).toBeUndefined();
    watcher.close();
  });

  it('is held to a rate, alone, and told so', async () => {
    const own = await startPlatform({ RATE_PER_SECOND: '1', RATE_BURST: '3' });
    const { key: busy } = own.newKey();
    const ten = await Promise.all(Array.from({ length: 10 }, () => ask(own.gateway.url, busy, '{ viewer { subject } }')));

    const refused = ten.filter(({ status }) => status === 429);
    expect(refused.length).toBeGreaterThanOrEqual(6);
    expect(refused[0]).toMatchObject({ headers: { 'retry-after': '1' }, errors: [{ extensions: { code: 'RATE_LIMITED', limit: 1 } }] });
    expect((await ask(own.gateway.url, own.newKey().key, '{ viewer { subject } }')).status).toBe(200);
    await own.close();
  });

  it('gets its allowance back with time, up to the burst', () => {
    let now = 0;
    const rate = createRateLimit({ perSecond: 2, burst: 3, clock: () => now });
    const taken = (): number => {
      let count = 0;
      try {
        for (;;) {
          rate.take('ann');
          count++;
        }
      } catch {
        return count;
      }
    };

    expect(taken()).toBe(3);
    now = 1_000;
    expect(taken()).toBe(2);
    now = 60_000;
    expect(taken()).toBe(3);
  });
});
