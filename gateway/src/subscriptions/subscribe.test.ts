import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { eventually } from '@offload/testkit';
import { randomUUID } from 'node:crypto';
import { next, overEventStream, overWebSocket, type Watcher } from '../testing/ask.ts';
import { startPlatform, type Platform } from '../testing/start-platform.ts';

const query = 'subscription Watch($id: ID!) { scanUpdated(scanId: $id) { status progress { percent } cloudAccount { name assetCounts { total } } } }';

let platform: Platform;
beforeAll(async () => {
  platform = await startPlatform();
});
afterAll(() => platform.close());

describe.each([
  ['WebSocket', overWebSocket],
  ['server-sent events', overEventStream],
])('a federated subscription over %s', (_name, over) => {
  let watcher: Watcher;
  let id: string;

  const openStreams = (): number => platform.services.scanner.openStreams();
  const move = (status: string, percent: number): void => platform.world.feed.set({ id, cloudAccountId: 'one', status, percent });

  beforeEach(() => {
    id = randomUUID();
    move('RUNNING', 10);
    watcher = over(platform.gateway.url, platform.newKey().key);
  });
  afterEach(async () => {
    platform.world.inventoryBroken = false;
    watcher.close();
    await eventually(() => openStreams() === 0);
  });

  it('gives fields of three subgraphs in one selection, for every event, and ends when the subgraph does', async () => {
    const watch = watcher.watch(query, { id });
    const scan = (status: string, percent: number) => ({
      data: { scanUpdated: { status, progress: { percent }, cloudAccount: { name: 'account one', assetCounts: { total: 7 } } } },
    });

    expect(await next(watch)).toEqual(scan('RUNNING', 10));
    move('RUNNING', 60);
    expect(await next(watch)).toEqual(scan('RUNNING', 60));
    move('COMPLETED', 100);
    expect(await next(watch)).toEqual(scan('COMPLETED', 100));
    expect((await watch.next()).done).toBe(true);
  });

  it('keeps aliases, fragments and conditions', async () => {
    const aliased = `subscription ($id: ID!, $skip: Boolean!) { s: scanUpdated(scanId: $id) { ...Part a: cloudAccount { n: name assetCounts @skip(if: $skip) { total } } } }
      fragment Part on Scan { __typename state: status }`;

    expect(await next(watcher.watch(aliased, { id, skip: true }))).toEqual({
      data: { s: { __typename: 'Scan', state: 'RUNNING', a: { n: 'account one' } } },
    });
  });

  it('gives the rest when one subgraph fails, with an error at its place that tells nothing', async () => {
    platform.world.inventoryBroken = true;
    const watch = watcher.watch(query, { id });

    const { data, errors } = await next(watch);
    expect(data).toEqual({
      scanUpdated: { status: 'RUNNING', progress: { percent: 10 }, cloudAccount: { name: 'account one', assetCounts: null } },
    });
    expect(errors).toEqual([
      expect.objectContaining({
        path: ['scanUpdated', 'cloudAccount', 'assetCounts'],
        extensions: expect.objectContaining({ code: 'INTERNAL', requestId: expect.any(String) }),
      }),
    ]);
    expect(JSON.stringify(errors)).not.toContain('10.1.2.3');

    platform.world.inventoryBroken = false;
    move('RUNNING', 20);
    expect((await next(watch)).errors).toBeUndefined();
  });

  it('closes the stream of the subgraph when the client unsubscribes, also while nothing happens', async () => {
    const watch = watcher.watch(query, { id });
    await next(watch);
    expect(openStreams()).toBe(1);

    await watch.return!();
    await eventually(() => expect(openStreams()).toBe(0));
  });

  it('closes the stream of the subgraph when the client vanishes', async () => {
    await next(watcher.watch(query, { id }));
    expect(openStreams()).toBe(1);

    watcher.close();
    await eventually(() => expect(openStreams()).toBe(0));
  });

  it('goes on with the present state after the owning subgraph was restarted', async () => {
    const watch = watcher.watch(query, { id });
    await next(watch);

    await platform.stop('scanner');
    move('RUNNING', 80);
    await platform.restart('scanner');

    expect((await next(watch)).data).toMatchObject({ scanUpdated: { progress: { percent: 80 } } });
  });

  it('says so when there is no such scan', async () => {
    const { errors } = await next(watcher.watch(query, { id: randomUUID() }));

    expect(errors).toEqual([expect.objectContaining({ message: 'No such scan', extensions: expect.objectContaining({ code: 'NOT_FOUND' }) })]);
  });

  it('asks the other subgraphs for the tenant and with the scopes of whoever subscribed', async () => {
    const { key, principal } = platform.newKey();
    const own = over(platform.gateway.url, key);
    await next(own.watch(query, { id }));

    expect(platform.world.seen.at(-1)).toMatchObject({
      tenantId: principal.tenantId,
      subject: 'service:gateway',
      scopes: principal.scopes,
      issuer: 'gateway',
    });
    own.close();
  });
});
