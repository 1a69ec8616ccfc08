import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { hashApiKey, newApiKey, type Principal } from '@offload/contracts';
import { eventually } from '@offload/testkit';
import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import request from 'supertest';
import WebSocket from 'ws';
import { refusal, type Refusal } from '../errors/refusal.ts';
import { ask, next, overEventStream, overWebSocket } from '../testing/ask.ts';
import { startPlatform, type Platform } from '../testing/start-platform.ts';
import { limitGuesses } from './limit-guesses.ts';
import { blockOf } from './limit-operations.ts';
import { createRateLimit } from './limit-rate.ts';

const viewer = '{ viewer { subject } }';

/** Another key of the same tenant. */
function keyBeside(platform: Platform, { tenantId, scopes }: Principal): string {
  const key = newApiKey();
  platform.world.keys.set(hashApiKey(key), { tenantId, scopes, roles: [], subject: `api-key:${randomUUID()}` });
  return key;
}

const refusedBy = (limit: () => void): Refusal | undefined => {
  try {
    limit();
    return undefined;
  } catch (error) {
    return error as Refusal;
  }
};

describe('the rate of a caller', () => {
  it('is its own, and it is told when to come again', async () => {
    const own = await startPlatform({ RATE_PER_SECOND: '1', RATE_BURST: '3' });
    const { key: busy } = own.newKey();
    const ten = await Promise.all(Array.from({ length: 10 }, () => ask(own.gateway.url, busy, viewer)));

    const refused = ten.filter(({ status }) => status === 429);
    expect(refused.length).toBeGreaterThanOrEqual(6);
    expect(refused[0]).toMatchObject({
      headers: { 'retry-after': '1' },
      errors: [{ extensions: { code: 'RATE_LIMITED', limit: 1, scope: 'caller', retryAfterSeconds: 1, remedy: expect.stringContaining('1 s') } }],
    });
    expect((await ask(own.gateway.url, own.newKey().key, viewer)).status).toBe(200);
    await own.close();
  });

  it('is shared with nobody but the other callers of its tenant', async () => {
    const own = await startPlatform({ RATE_PER_TENANT: '1', RATE_BURST_PER_TENANT: '4' });
    const { key, principal } = own.newKey();
    for (const one of [key, keyBeside(own, principal), keyBeside(own, principal), key])
      expect((await ask(own.gateway.url, one, viewer)).status).toBe(200);

    expect(await ask(own.gateway.url, keyBeside(own, principal), viewer)).toMatchObject({
      status: 429,
      errors: [{ extensions: { scope: 'tenant', limit: 1 } }],
    });
    expect((await ask(own.gateway.url, own.newKey().key, viewer)).status).toBe(200);
    await own.close();
  });

  it('comes back with time, up to the burst, and the wait that is told is right', () => {
    let now = 0;
    const rate = createRateLimit({ perSecond: 0.5, burst: 3, scope: 'caller', clock: () => now });
    const taken = (): number => {
      for (let count = 0; ; count++) if (refusedBy(() => rate.take('ann'))) return count;
    };

    expect(taken()).toBe(3);
    now += 500;
    const wait = refusedBy(() => rate.demand('ann'))!.retryAfterSeconds!;
    expect(wait).toBe(2);
    now += (wait - 1) * 1_000;
    expect(taken()).toBe(0);
    now += 1_000;
    expect(taken()).toBe(1);
    now += 60_000;
    expect(taken()).toBe(3);
  });

  it('is remembered of the latest callers, and of no more than fit', () => {
    const rate = createRateLimit({ perSecond: 1, burst: 1, scope: 'address', clock: () => 0 });
    rate.take('first');
    for (let at = 0; at < 60_000; at++) rate.take(`10.0.${at}`);
    expect(refusedBy(() => rate.take('10.0.59999'))).toBeDefined();
    expect(refusedBy(() => rate.take('first'))).toBeUndefined();
  });
});

describe('whoever brings no credentials, or wrong ones', () => {
  it('is counted by address, and does not shut out keys that were good there', async () => {
    const own = await startPlatform({ RATE_PER_ADDRESS: '1', RATE_BURST_PER_ADDRESS: '5' });
    const { key } = own.newKey();
    expect((await ask(own.gateway.url, key, viewer)).status).toBe(200);

    const guesses = [];
    for (let at = 0; at < 8; at++) guesses.push(await ask(own.gateway.url, newApiKey(), viewer));
    const codes = guesses.map(({ errors }) => errors?.[0]?.extensions?.['code']);
    expect(codes.slice(0, 5)).toEqual(Array(5).fill('UNAUTHENTICATED'));
    expect(codes.at(-1)).toBe('RATE_LIMITED');
    expect(guesses.at(-1)).toMatchObject({ status: 429, headers: { 'retry-after': '1' }, errors: [{ extensions: { scope: 'address', limit: 1 } }] });
    // Nobody was asked about the last ones.
    expect(own.world.lookUps).toBeLessThanOrEqual(8);
    expect((await ask(own.gateway.url, undefined, '{ __typename }')).status).toBe(429);
    expect((await ask(own.gateway.url, key, viewer)).status).toBe(200);

    // Over WebSocket too.
    const socket = new WebSocket(`${own.gateway.url.replace('http', 'ws')}/graphql`, 'graphql-transport-ws');
    await once(socket, 'open');
    socket.send(JSON.stringify({ type: 'connection_init', payload: { authorization: `Bearer ${newApiKey()}` } }));
    const [code, reason] = (await once(socket, 'close')) as [number, Buffer];
    expect([code, String(reason)]).toEqual([1013, expect.stringContaining('RATE_LIMITED')]);
    await own.close();
  });

  it('is known by the first half of an IPv6 address, and the whole of another', () => {
    expect(blockOf('2001:db8:0:1:aaaa::1')).toBe(blockOf('2001:0DB8:0000:0001::2'));
    expect(blockOf('2001:db8:0:1::')).not.toBe(blockOf('2001:db8:0:2::'));
    expect(blockOf('::1')).toBe('0:0:0:0');
    expect(blockOf('10.1.2.3')).toBe('10.1.2.3');
    expect(blockOf('::ffff:10.1.2.3')).toBe('::ffff:10.1.2.3');
  });

  it('gets the answer that the credentials do not hold, as long as there is room', async () => {
    const rate = createRateLimit({ perSecond: 1, burst: 1, scope: 'address', clock: () => 0 });
    const authenticate = limitGuesses(() => Promise.reject(refusal('UNAUTHENTICATED', 'no')), rate);
    await expect(authenticate({ kind: 'API_KEY', keyHash: 'a' }, '10.0.0.1')).rejects.toMatchObject({ code: 'UNAUTHENTICATED' });
    await expect(authenticate({ kind: 'API_KEY', keyHash: 'b' }, '10.0.0.1')).rejects.toMatchObject({ code: 'RATE_LIMITED' });
    await expect(authenticate({ kind: 'API_KEY', keyHash: 'b' }, '10.0.0.2')).rejects.toMatchObject({ code: 'UNAUTHENTICATED' });
    await expect(authenticate({ kind: 'NONE' }, '10.0.0.1')).resolves.toBeNull();
  });
});

describe('what is open at the same time', () => {
  let platform: Platform;
  beforeAll(async () => {
    platform = await startPlatform({
      MAX_SUBSCRIPTIONS: '2',
      MAX_SUBSCRIPTIONS_PER_TENANT: '3',
      MAX_OPERATIONS_PER_CONNECTION: '1',
      MAX_CONNECTIONS: '8',
      MAX_CONNECTIONS_PER_CALLER: '2',
      MAX_CONNECTIONS_PER_TENANT: '3',
      MAX_WAITING_CONNECTIONS: '3',
    });
    platform.world.feed.set({ id: 'scan', cloudAccountId: 'one', status: 'RUNNING', percent: 1 });
  });
  afterAll(() => platform.close());

  const query = 'subscription { scanUpdated(scanId: "scan") { id } }';
  const address = (): string => `${platform.gateway.url.replace('http', 'ws')}/graphql`;

  async function connect(): Promise<WebSocket> {
    const socket = new WebSocket(address(), 'graphql-transport-ws');
    await once(socket, 'open');
    return socket;
  }
  /** Says who it is; gives `connection_ack`, or the reason why the socket was closed. */
  async function introduce(socket: WebSocket, key: string): Promise<string> {
    const answer = Promise.race([
      once(socket, 'message').then(([text]) => JSON.parse(String(text)).type),
      once(socket, 'close').then(([, reason]) => String(reason)),
    ]);
    socket.send(JSON.stringify({ type: 'connection_init', payload: { authorization: `Bearer ${key}` } }));
    return answer;
  }

  it('is limited for a caller and for a tenant, and ending one makes room', async () => {
    const { key, principal } = platform.newKey();
    const first = overEventStream(platform.gateway.url, key);
    const second = overEventStream(platform.gateway.url, keyBeside(platform, principal));

    const watch = first.watch(query);
    await next(watch);
    await next(first.watch(query));
    expect((await next(first.watch(query))).errors?.[0]?.extensions).toMatchObject({
      code: 'SUBSCRIPTION_LIMIT_EXCEEDED',
      scope: 'caller',
      limit: 2,
      found: 3,
    });
    await next(second.watch(query));
    expect((await next(second.watch(query))).errors?.[0]?.extensions).toMatchObject({
      code: 'SUBSCRIPTION_LIMIT_EXCEEDED',
      scope: 'tenant',
      limit: 3,
      found: 4,
    });

    const other = overEventStream(platform.gateway.url, platform.newKey().key);
    expect((await next(other.watch(query))).errors).toBeUndefined();

    await watch.return!();
    // The gateway learns of it when the connection closes.
    await eventually(async () => expect((await next(second.watch(query))).errors).toBeUndefined());
    for (const watcher of [first, second, other]) watcher.close();
    await eventually(() => platform.services.scanner.openStreams() === 0);
  });

  it('is limited on one WebSocket', async () => {
    const watcher = overWebSocket(platform.gateway.url, platform.newKey().key);
    await next(watcher.watch(query));
    await expect(next(watcher.watch(viewer))).rejects.toMatchObject([
      { extensions: { code: 'SUBSCRIPTION_LIMIT_EXCEEDED', scope: 'socket', limit: 1, found: 2 } },
    ]);
    watcher.close();
    await eventually(() => platform.services.scanner.openStreams() === 0);
  });

  it('is limited for WebSockets: of a caller, of a tenant, waiting at an address and in all', async () => {
    const { key, principal } = platform.newKey();
    const beside = keyBeside(platform, principal);
    const open: WebSocket[] = [];
    const enter = async (who: string): Promise<string> => {
      const socket = await connect();
      open.push(socket);
      return introduce(socket, who);
    };

    expect([await enter(key), await enter(key)]).toEqual(['connection_ack', 'connection_ack']);
    expect(await enter(key)).toMatch(/^CONNECTION_LIMIT_EXCEEDED: More than 2 WebSockets of one caller/);
    expect(await enter(beside)).toBe('connection_ack');
    expect(await enter(beside)).toMatch(/^CONNECTION_LIMIT_EXCEEDED: More than 3 WebSockets of one tenant/);
    expect(await enter(platform.newKey().key)).toBe('connection_ack');

    const upgrade = () =>
      request(platform.gateway.url)
        .get('/graphql')
        .set({
          connection: 'upgrade',
          upgrade: 'websocket',
          'sec-websocket-version': '13',
          'sec-websocket-key': 'dGhlIHNhbXBsZSBub25jZQ==',
          'sec-websocket-protocol': 'graphql-transport-ws',
        });
    const waiting = [await connect(), await connect(), await connect()];
    expect(await upgrade()).toMatchObject({
      status: 429,
      body: { errors: [{ extensions: { code: 'CONNECTION_LIMIT_EXCEEDED', scope: 'address', limit: 3, found: 4 } }] },
    });
    for (const socket of waiting.splice(0)) {
      expect(await introduce(socket, platform.newKey().key)).toBe('connection_ack');
      open.push(socket);
    }
    waiting.push(await connect());
    expect(await upgrade()).toMatchObject({ status: 429, body: { errors: [{ extensions: { scope: 'everybody', limit: 8, found: 9 } }] } });

    for (const socket of [...open, ...waiting]) socket.terminate();
    await eventually(async () => expect(await introduce(await connect(), key)).toBe('connection_ack'));
  });
});

describe('a list of operations', () => {
  const post = (platform: Platform, key: string, body: object) =>
    request(platform.gateway.url).post('/graphql').set('authorization', `Bearer ${key}`).send(body);

  it('is answered in its order where it is allowed, each part by itself, and counts as many', async () => {
    const own = await startPlatform({ MAX_BATCH: '3', RATE_PER_SECOND: '1', RATE_BURST: '4' });
    const { key } = own.newKey();
    const { status, body } = await post(own, key, [{ query: viewer }, { query: '{ nope }' }, { query: '{ cloudAccount(id: "a") { name } }' }]);

    expect(status).toBe(200);
    expect(body).toMatchObject([
      { data: { viewer: {} } },
      { errors: [{ extensions: { code: 'GRAPHQL_VALIDATION_FAILED' } }] },
      { data: { cloudAccount: { name: 'account a' } } },
    ]);
    expect((await post(own, key, [{ query: viewer }, { query: viewer }])).body).toMatchObject([
      { data: {} },
      { errors: [{ extensions: { code: 'RATE_LIMITED' } }] },
    ]);

    const four = await post(own, own.newKey().key, Array(4).fill({ query: viewer }));
    expect(four).toMatchObject({ status: 400, body: { errors: [{ extensions: { code: 'BATCH_LIMIT_EXCEEDED', limit: 3, found: 4 } }] } });
    expect((await post(own, own.newKey().key, [])).body.errors[0].extensions.code).toBe('BAD_REQUEST');
    await own.close();
  });

  it('is refused where nothing is said', async () => {
    const own = await startPlatform();
    expect((await post(own, own.newKey().key, [{ query: viewer }])).body.errors[0].extensions).toMatchObject({
      code: 'BATCHING_NOT_SUPPORTED',
      remedy: expect.any(String),
    });
    await own.close();
  });
});
