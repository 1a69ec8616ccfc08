import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { eventually } from '@offload/testkit';
import { createClient, GraphqlRequestError, ScanUpdatedDocument, type Client, type ClientOptions, type GraphqlFailure } from '../index.ts';
import { startFakeGateway, type FakeGateway } from '../testing/fake-gateway.ts';

const scan = (percent: number) => ({ data: { scanUpdated: { progress: { percent } } } });
const refusal = (code: string) => ({ errors: [{ message: 'no', extensions: { code, requestId: 'r-9' } }] });

let gateway: FakeGateway;
let client: Client;
let tokens: number;

beforeEach(async () => {
  gateway = await startFakeGateway();
  tokens = 0;
});
afterEach(async () => {
  client.close();
  await gateway.stop();
});

describe.each(['WEB_SOCKET', 'EVENT_STREAM'] as const)('a subscription over %s', (subscriptions) => {
  const connect = (more: Partial<ClientOptions> = {}): Client =>
    (client = createClient({ url: gateway.url, token: () => `token-${++tokens}`, subscriptions, retry: { shortestMs: 5, longestMs: 20, attempts: 200 }, ...more }));
  const follow = (options = {}) => client.subscribe(ScanUpdatedDocument, { scanId: 'one' }, options)[Symbol.asyncIterator]();
  const percent = async (scans: ReturnType<typeof follow>): Promise<number | undefined> => (await scans.next()).value?.scanUpdated.progress.percent;

  it('gives every event in order, and ends when the gateway has said everything', async () => {
    connect();
    gateway.first = [scan(1), scan(2)];
    const scans = follow();

    expect([await percent(scans), await percent(scans)]).toEqual([1, 2]);
    gateway.send(scan(3));
    gateway.complete();
    expect([await percent(scans), (await scans.next()).done]).toEqual([3, true]);
    expect(gateway.received).toEqual([expect.objectContaining({ operationName: 'ScanUpdated', variables: { scanId: 'one' } })]);
  });

  it('goes on with the present state after the gateway was away, with credentials that are asked for anew', async () => {
    connect();
    gateway.first = [scan(1)];
    const scans = follow();
    expect(await percent(scans)).toBe(1);

    const next = percent(scans);
    await gateway.stop();
    gateway.first = [scan(50)];
    await gateway.start();

    expect(await next).toBe(50);
    gateway.send(scan(60));
    expect(await percent(scans)).toBe(60);
    expect(gateway.authorizations[0]).toBe('Bearer token-1');
    expect(new Set(gateway.authorizations).size).toBe(2);
  });

  it('comes back from a gateway that says to wait a moment', async () => {
    connect();
    gateway.first = [refusal('RATE_LIMITED')];
    const scans = follow();
    const next = percent(scans);
    await eventually(() => expect(gateway.received.length).toBeGreaterThan(1));
    gateway.first = [scan(7)];

    expect(await next).toBe(7);
  });

  it('comes back although its own lost connection is still counted, and takes no for an answer before it was ever open', async () => {
    connect();
    gateway.first = [refusal('SUBSCRIPTION_LIMIT_EXCEEDED')];
    await expect(follow().next()).rejects.toMatchObject({ code: 'SUBSCRIPTION_LIMIT_EXCEEDED' });

    gateway.first = [scan(1)];
    const scans = follow();
    expect(await percent(scans)).toBe(1);
    const next = percent(scans);
    await gateway.stop();
    gateway.first = [refusal('SUBSCRIPTION_LIMIT_EXCEEDED')];
    await gateway.start();
    await eventually(() => expect(gateway.received.length).toBeGreaterThan(3));
    gateway.first = [scan(2)];

    expect(await next).toBe(2);
  });

  it('raises that the credentials do not hold, and tries no more', async () => {
    connect();
    gateway.refusing = true;

    await expect(follow().next()).rejects.toMatchObject({ name: 'GraphqlRequestError', code: 'UNAUTHENTICATED', errors: [{ message: 'Who are you?' }] });
    expect(gateway.authorizations).toEqual(['Bearer token-1']);
  });

  it('raises that credentials could not be had', async () => {
    connect({ token: () => Promise.reject(new Error('signed out')) });

    await expect(follow().next()).rejects.toMatchObject({ code: 'NO_TOKEN' });
  });

  it('raises what the subscription was refused for', async () => {
    connect();
    gateway.first = [{ ...refusal('NOT_FOUND'), data: null }];
    const error = await follow().next().catch((reason: unknown) => reason);

    expect(error).toBeInstanceOf(GraphqlRequestError);
    expect(error).toMatchObject({ code: 'NOT_FOUND', requestId: 'r-9' });
  });

  it('raises that the gateway stays away', async () => {
    connect({ retry: { attempts: 2, shortestMs: 1, longestMs: 1 } });
    await gateway.stop();

    await expect(follow().next()).rejects.toMatchObject({ code: 'UNREACHABLE' });
    expect(tokens).toBeLessThanOrEqual(3);
    await gateway.start();
  });

  it('gives events of which a part is missing, and tells of it', async () => {
    connect();
    const missing: GraphqlFailure[] = [];
    gateway.first = [{ ...refusal('FORBIDDEN'), ...scan(3) }, scan(4)];
    const scans = follow({ onPartial: (errors: readonly GraphqlFailure[]) => void missing.push(...errors) });

    expect([await percent(scans), await percent(scans)]).toEqual([3, 4]);
    expect(missing).toEqual([expect.objectContaining({ code: 'FORBIDDEN' })]);
  });

  it('is closed at the gateway when the loop is left, while it waits, and by its signal', async () => {
    connect();
    gateway.first = [scan(1)];
    for await (const { scanUpdated } of client.subscribe(ScanUpdatedDocument, { scanId: 'one' })) {
      expect(scanUpdated.progress.percent).toBe(1);
      break;
    }
    await eventually(() => expect(gateway.open()).toBe(0));

    const abort = new AbortController();
    const [one, two] = [follow(), follow({ signal: abort.signal })];
    await Promise.all([one.next(), two.next()]);
    expect(gateway.open()).toBe(2);
    const waiting = [one.next(), two.next()];
    await one.return!();
    abort.abort();
    expect((await Promise.all(waiting)).map(({ done }) => done)).toEqual([true, true]);
    await eventually(() => expect(gateway.open()).toBe(0));
  });

  it('completes when the client is closed', async () => {
    connect();
    gateway.first = [scan(1)];
    const scans = follow();
    await scans.next();
    const next = scans.next();
    client.close();

    expect((await next).done).toBe(true);
    await eventually(() => expect(gateway.open()).toBe(0));
  });

  it('makes a connection anew of which nothing is heard', async () => {
    gateway.mute = true;
    connect({ keepAliveMs: 30 });
    gateway.first = [scan(1)];
    const scans = follow();

    expect([await percent(scans), await percent(scans), await percent(scans)]).toEqual([1, 1, 1]);
    expect(gateway.received.length).toBeGreaterThanOrEqual(3);
  });
});

describe('subscriptions over a WebSocket', () => {
  it('share one connection', async () => {
    client = createClient({ url: gateway.url, token: () => `token-${++tokens}` });
    gateway.first = [scan(1)];
    const all = ['one', 'two', 'three'].map((scanId) => client.subscribe(ScanUpdatedDocument, { scanId })[Symbol.asyncIterator]());
    await Promise.all(all.map((scans) => scans.next()));

    expect([gateway.open(), gateway.authorizations.length]).toEqual([3, 1]);
  });

  it('are kept open by pings that are answered', async () => {
    client = createClient({ url: gateway.url, token: () => 't', keepAliveMs: 10 });
    gateway.first = [scan(1)];
    const scans = client.subscribe(ScanUpdatedDocument, { scanId: 'one' })[Symbol.asyncIterator]();
    await scans.next();
    const next = scans.next();
    await eventually(() => expect(gateway.pings).toBeGreaterThan(10));
    gateway.send(scan(2));

    expect((await next).value?.scanUpdated.progress.percent).toBe(2);
    expect(gateway.received).toHaveLength(1);
  });
});
