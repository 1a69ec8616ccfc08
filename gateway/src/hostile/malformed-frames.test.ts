import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { once } from 'node:events';
import { connect } from 'node:net';
import { startGatewayProcess, type GatewayProcess } from './testing/gateway-process.ts';

const seed = 20_261_124;
const frames = 10_000;

/** Numbers from 0 to below `below`, the same for a seed each time (mulberry32). */
function createRandom(state: number): (below: number) => number {
  let at = state;
  return (below) => {
    at = (at + 0x6d2b79f5) | 0;
    let mixed = Math.imul(at ^ (at >>> 15), 1 | at);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) % below;
  };
}

/** A frame of a client: masked with zeros, which leave the payload as it is. */
function frame(firstByte: number, payload: Buffer | string, { masked = true, length }: { masked?: boolean; length?: bigint } = {}): Buffer {
  const body = Buffer.from(payload);
  const size = length ?? BigInt(body.length);
  const mask = masked ? 0x80 : 0;
  const head = Buffer.alloc(size < 126n ? 2 : size < 65_536n ? 4 : 10);
  head[0] = firstByte;
  head[1] = mask | (size < 126n ? Number(size) : size < 65_536n ? 126 : 127);
  if (head.length === 4) head.writeUInt16BE(Number(size), 2);
  if (head.length === 10) head.writeBigUInt64BE(size, 2);
  return Buffer.concat([head, masked ? Buffer.alloc(4) : Buffer.alloc(0), body]);
}

const text = 0x81;
type Random = (below: number) => number;
/** Kinds of malformed frames, and what the gateway closes with; 1006: without a word, as the client has left in the middle. */
const kinds: readonly (readonly [(random: Random) => Buffer, readonly number[]])[] = [
  [(random) => frame(0x83 + random(5), 'x'), [1002]],
  [(random) => frame(0x91 + 16 * random(6), 'x'), [1002]],
  [() => frame(text, '{}', { masked: false }), [1002]],
  [(random) => frame(text, Buffer.from([0xc3, 0x28, random(256)])), [1007]],
  [(random) => frame(text, '', { length: BigInt(1_000_000 + random(2 ** 31)) }), [1009]],
  [() => frame(text, '', { length: 2n ** 63n }), [1009]],
  [(random) => frame(0x89, 'p'.repeat(126 + random(100))), [1002]],
  [() => frame(0x80, 'a continuation of nothing'), [1002]],
  [() => Buffer.concat([frame(0x01, '{'), frame(text, '}')]), [1002]],
  [(random) => frame(text, '{"type":'.slice(0, 1 + random(7))), [4400]],
  [(random) => frame(text, ['[]', 'null', '7', '"a"', '{"type":"x"}', '{"type":7}', '{"id":"1","type":"subscribe"}'][random(7)]!), [4400]],
  [(random) => frame(text, '['.repeat(65 + random(5_000))), [4400]],
  [() => frame(text, '{"id":"1","type":"subscribe","payload":{"query":"{a}"}}'), [4401]],
  [() => frame(text, '{"type":"connection_init"}'), [4401]],
  [(random) => frame(0x82, Buffer.alloc(1 + random(50))), [1003]],
  [(random) => frame(0x88, Buffer.from([random(3), random(256)])), [1002]],
  [(random) => frame(text, 'x'.repeat(20 + random(80))).subarray(0, 1 + random(12)), [1006]],
  [(random) => Buffer.concat(Array.from({ length: 1 + random(20) }, (_, at) => frame(at === 0 ? 0x01 : 0x00, 'x'))), [1006]],
];

describe('malformed frames', () => {
  let gateway: GatewayProcess;
  beforeAll(async () => {
    gateway = await startGatewayProcess({ MAX_WAITING_CONNECTIONS: '1000', RATE_PER_ADDRESS: '1000000', RATE_BURST_PER_ADDRESS: '1000000' });
  }, 20_000);
  afterAll(() => gateway.close());

  /** Opens a WebSocket, sends bytes, leaves, and gives the code that it was closed with. */
  async function closedAfter(bytes: Buffer): Promise<number> {
    const socket = connect(Number(new URL(gateway.url).port), '127.0.0.1').setNoDelay(true);
    const received: Buffer[] = [];
    socket.on('error', () => undefined);
    socket.write('GET /graphql HTTP/1.1\r\nhost: a\r\nupgrade: websocket\r\nconnection: upgrade\r\nsec-websocket-version: 13\r\n');
    socket.write('sec-websocket-key: dGhlIHNhbXBsZSBub25jZQ==\r\nsec-websocket-protocol: graphql-transport-ws\r\n\r\n');
    await once(socket, 'data');
    socket.on('data', (data) => received.push(data));
    socket.end(bytes);
    await once(socket, 'close');
    const answer = Buffer.concat(received);
    return answer[0] === 0x88 && answer.length >= 4 ? answer.readUInt16BE(2) : 1006;
  }

  it(`${frames} of them close their own sockets with the right codes, and nothing else happens`, async () => {
    const random = createRandom(seed);
    const all = Array.from({ length: frames }, () => {
      const [make, codes] = kinds[random(kinds.length)]!;
      return { bytes: make(random), codes };
    });
    for (const { bytes } of all.slice(0, 500)) await closedAfter(bytes);
    const before = await gateway.report();

    const wrong: string[] = [];
    let at = 0;
    await Promise.all(
      Array.from({ length: 8 }, async () => {
        for (let next = all[at++]; next; next = all[at++]) {
          const code = await closedAfter(next.bytes);
          if (!next.codes.includes(code)) wrong.push(`${code} for ${next.bytes.subarray(0, 40).toString('latin1')}`);
        }
      }),
    );

    const after = await gateway.report();
    const grownMiB = (after.heapBytes - before.heapBytes) / 2 ** 20;
    process.stderr.write(
      `malformed frames: event loop p99 ${after.p99Ms.toFixed(1)} ms, max ${after.maxMs.toFixed(1)} ms, heap ${grownMiB.toFixed(1)} MiB more\n`,
    );
    expect(wrong.slice(0, 10)).toEqual([]);
    expect(after.p99Ms).toBeLessThan(100);
    expect(grownMiB).toBeLessThan(16);
    expect(after.failures).toEqual([]);
    expect(gateway.isAlive).toBe(true);
  }, 30_000);
});
