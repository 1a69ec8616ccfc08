import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { eventually } from '@offload/testkit';
import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { connect } from 'node:net';
import WebSocket from 'ws';
import { ask, next, overWebSocket } from '../testing/ask.ts';
import { startPlatform, type Platform } from '../testing/start-platform.ts';

let platform: Platform;
let key: string;
beforeAll(async () => {
  platform = await startPlatform({ MAX_BODY_BYTES: '20000' });
  key = platform.newKey().key;
});
afterAll(() => platform.close());

const address = (): string => `${platform.gateway.url.replace('http', 'ws')}/graphql`;

async function open(protocol = 'graphql-transport-ws', headers: Record<string, string> = {}): Promise<WebSocket> {
  const socket = new WebSocket(address(), protocol, { headers });
  await once(socket, 'open');
  return socket;
}

/** Sends frames, and gives the code that the server closes with and the last text that it sent. */
async function closedAfter(frames: readonly (string | Buffer)[], make = open): Promise<{ code: number; last: string | undefined }> {
  const socket = await make();
  let last: string | undefined;
  socket.on('message', (data) => {
    last = String(data);
  });
  socket.on('error', () => undefined);
  for (const frame of frames) socket.send(frame);
  const [code] = (await once(socket, 'close')) as [number];
  return { code, last };
}

const init = (authorization = `Bearer ${key}`): string => JSON.stringify({ type: 'connection_init', payload: { authorization } });
const subscribe = (id: string, query: string): string => JSON.stringify({ type: 'subscribe', id, payload: { query } });

describe('a WebSocket', () => {
  it.each<[string, () => (string | Buffer)[], number]>([
    ['sends no JSON', () => ['canary{'], 4400],
    ['sends a list', () => ['[]'], 4400],
    ['sends an unknown type', () => ['{"type":"canary"}'], 4400],
    ['sends bytes', () => [Buffer.from('canary')], 1003],
    ['sends too much', () => ['x'.repeat(20_001)], 1009],
    ['asks before it was let in', () => [subscribe('1', '{ viewer { subject } }')], 4401],
    ['brings an unknown key', () => [init(`Bearer ofs_${'a'.repeat(43)}`)], 4401],
    ['brings a malformed key', () => [init('ofs_canary')], 4401],
    ['brings nothing', () => ['{"type":"connection_init"}'], 4401],
    ['introduces itself twice', () => [init(), init()], 4429],
  ])('that %s is closed', async (_name, frames, code) => {
    expect(await closedAfter(frames())).toMatchObject({ code });
  });

  it('that uses an id twice is closed', async () => {
    platform.world.feed.set({ id: 'twice', cloudAccountId: 'one', status: 'RUNNING', percent: 1 });
    const socket = await open();
    socket.send(init());
    await once(socket, 'message');
    socket.send(subscribe('1', 'subscription { scanUpdated(scanId: "twice") { id } }'));
    socket.send(subscribe('1', 'subscription { scanUpdated(scanId: "twice") { id } }'));

    expect((await once(socket, 'close'))[0]).toBe(4409);
    await eventually(() => platform.services.scanner.openStreams() === 0);
  });

  it('that speaks another protocol is closed', async () => {
    const socket = new WebSocket(address(), 'graphql-ws');
    const [failure] = await Promise.race([once(socket, 'error'), once(socket, 'close')]);
    expect(failure).toBeDefined();
  });

  it('is not opened on another path', async () => {
    const socket = new WebSocket(`${platform.gateway.url.replace('http', 'ws')}/metrics`, 'graphql-transport-ws');
    const [error] = (await once(socket, 'error')) as [Error];
    expect(error.message).toContain('404');
  });

  it('survives frames that break the protocol, for everybody else', async () => {
    const { port } = new URL(platform.gateway.url);
    const raw = connect(Number(port), '127.0.0.1');
    raw.on('error', () => undefined);
    raw.write('GET /graphql HTTP/1.1\r\nhost: a\r\nupgrade: websocket\r\nconnection: upgrade\r\nsec-websocket-version: 13\r\n');
    raw.write('sec-websocket-key: dGhlIHNhbXBsZSBub25jZQ==\r\nsec-websocket-protocol: graphql-transport-ws\r\n\r\n');
    await once(raw, 'data');
    // Reserved bits, an unknown opcode, no mask.
    raw.write(Buffer.from([0xff, 0x7f, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff]));
    await once(raw, 'close');

    expect((await ask(platform.gateway.url, key, '{ viewer { subject } }')).status).toBe(200);
  });

  it('may bring its key in the headers of the upgrade', async () => {
    const socket = await open(undefined, { authorization: `Bearer ${key}` });
    socket.send('{"type":"connection_init"}');

    const [message] = await once(socket, 'message');
    expect(JSON.parse(String(message))).toMatchObject({ type: 'connection_ack' });
    socket.terminate();
  });

  it('answers queries too, through the same gate', async () => {
    const watcher = overWebSocket(platform.gateway.url, key);

    expect((await next(watcher.watch('{ cloudAccount(id: "a") { name } }'))).data).toEqual({ cloudAccount: { name: 'account a' } });
    await expect(next(watcher.watch('{ nope }'))).rejects.toEqual([
      {
        message: expect.stringContaining('nope'),
        locations: [{ line: 1, column: 3 }],
        extensions: { code: 'GRAPHQL_VALIDATION_FAILED', requestId: expect.any(String), remedy: expect.any(String) },
      },
    ]);
    watcher.close();
  });

  it('carries many subscriptions, and closes them all at its end', async () => {
    const id = randomUUID();
    platform.world.feed.set({ id, cloudAccountId: 'one', status: 'RUNNING', percent: 1 });
    const watcher = overWebSocket(platform.gateway.url, platform.newKey().key);
    const watches = Array.from({ length: 20 }, (_one, n) =>
      watcher.watch(`subscription { scanUpdated(scanId: "${id}") { id alias${n}: cloudAccount { name } } }`),
    );

    const results = await Promise.all(watches.map(next));
    expect(results.every(({ errors }) => errors === undefined)).toBe(true);
    expect(platform.services.scanner.openStreams()).toBe(20);
    watcher.close();
    await eventually(() => platform.services.scanner.openStreams() === 0);
  });

  it('leaves nothing of what it sent in the log', () => {
    expect(platform.logged.join('')).not.toContain('canary');
  });
});
