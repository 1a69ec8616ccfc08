import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { connect, type NetConnectOpts, type Socket } from 'node:net';
import { eventually } from '@offload/testkit';
import { next, overWebSocket } from '../testing/ask.ts';
import { startPlatform, type Platform } from '../testing/start-platform.ts';

/** What a client of the WebSocket protocol (RFC 6455) sends: one masked text frame. */
function frameOf(text: string): Buffer {
  const payload = Buffer.from(text);
  const mask = randomBytes(4);
  const header = payload.length < 126 ? Buffer.from([0x81, 0x80 | payload.length]) : Buffer.from([0x81, 0xfe, payload.length >> 8, payload.length & 0xff]);
  return Buffer.concat([header, mask, payload.map((byte, at) => byte ^ mask[at % 4]!)]);
}

let platform: Platform;
beforeAll(async () => {
  platform = await startPlatform();
});
afterAll(() => platform.close());

/** Opens a WebSocket by hand, and subscribes. Nothing is read of it but the upgrade, unless somebody does. */
async function subscribeByHand(key: string, query: string): Promise<Socket> {
  const { port } = new URL(platform.gateway.url);
  const socket = connect({ host: '127.0.0.1', port: Number(port), highWaterMark: 1 } as NetConnectOpts);
  await once(socket, 'connect');
  const headers = `upgrade: websocket\r\nconnection: upgrade\r\nsec-websocket-version: 13\r\nsec-websocket-key: ${randomBytes(16).toString('base64')}\r\nsec-websocket-protocol: graphql-transport-ws`;
  socket.write(`GET /graphql HTTP/1.1\r\nhost: 127.0.0.1\r\n${headers}\r\n\r\n`);
  socket.write(frameOf(JSON.stringify({ type: 'connection_init', payload: { authorization: `Bearer ${key}` } })));
  let seen = '';
  while (!seen.includes('connection_ack')) {
    await once(socket, 'readable');
    seen += String(socket.read() ?? '');
  }
  socket.write(frameOf(JSON.stringify({ id: '1', type: 'subscribe', payload: { query } })));
  return socket;
}

describe('a subscriber who reads a byte a second', () => {
  it('costs no memory however much happens, holds up nobody, and sees the present state once it reads', async () => {
    // Each state is large, so that what the kernel holds for the reader is soon full.
    const fields = Array.from({ length: 25 }, (_one, n) => `a${n}: cloudAccount { name }`).join(' ');
    const query = `subscription { scanUpdated(scanId: "slow") { progress { percent } ${fields} } }`;
    const filler = 'x'.repeat(4_000);
    let percent = 0;
    const move = (): void => platform.world.feed.set({ id: 'slow', cloudAccountId: filler, status: 'RUNNING', percent: (percent += 1) });
    move();

    const { key } = platform.newKey();
    const slow = await subscribeByHand(key, query);
    const quick = overWebSocket(platform.gateway.url, key);
    const watch = quick.watch(query);
    await next(watch);
    const everySecond = setInterval(() => slow.read(1), 1_000);
    const pulse = async (times: number): Promise<void> => {
      for (let n = 0; n < times; n += 1) {
        move();
        // Who keeps up sees every state in time, whoever else does not.
        expect((await next(watch)).data.scanUpdated.progress.percent).toBe(percent);
      }
    };

    await pulse(150);
    const before = process.memoryUsage();
    await pulse(250);
    const after = process.memoryUsage();
    // 250 states of 100 KB are 24 MiB, had they been kept for the reader.
    expect(after.arrayBuffers + after.external - before.arrayBuffers - before.external).toBeLessThan(8 * 2 ** 20);

    clearInterval(everySecond);
    let text = '';
    slow.on('readable', () => {
      for (let chunk = slow.read() as Buffer | null; chunk; chunk = slow.read() as Buffer | null) text += String(chunk);
    });
    text += String(slow.read() ?? '');
    await eventually(() => expect(text).toContain(`"percent":${percent}}`), { timeoutMs: 10_000 });
    const states = new Set([...text.matchAll(/"progress":\{"percent":(\d+)\}/g)].map(([, one]) => one));
    expect(states.size).toBeLessThan(percent);

    slow.destroy();
    quick.close();
  }, 60_000);
});
