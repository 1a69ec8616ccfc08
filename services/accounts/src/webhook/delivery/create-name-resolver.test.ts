import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { createSocket, type Socket } from 'node:dgram';
import { createNameResolver } from './create-name-resolver.ts';

const typeA = 1;
const typeAaaa = 28;

/** A DNS server that answers for `<one or both>.example`, and never for names with `silent` in them. */
let server: Socket;
let resolve: ReturnType<typeof createNameResolver>;
let asked = 0;

beforeAll(async () => {
  server = createSocket('udp4');
  server.on('message', (question, from) => {
    asked += 1;
    const { name, type, end } = readQuestion(question);
    if (name.includes('silent')) return;
    const data = type === typeA && /four|both/.test(name) ? [192, 0, 2, 7] : type === typeAaaa && /six|both/.test(name) ? ipv6Bytes : null;
    server.send(answerTo(question.subarray(0, end), type, data && Buffer.from(data)), from.port, from.address);
  });
  await new Promise<void>((listening) => server.bind(0, '127.0.0.1', listening));
  resolve = createNameResolver([`127.0.0.1:${server.address().port}`]);
});
afterAll(() => void server.close());

const ipv6Bytes = [0x20, 0x01, 0x0d, 0xb8, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 7];

function readQuestion(packet: Buffer): { name: string; type: number; end: number } {
  const labels: string[] = [];
  let at = 12;
  for (let length = packet[at]!; length > 0; length = packet[at]!) {
    labels.push(packet.toString('latin1', at + 1, at + 1 + length));
    at += 1 + length;
  }
  return { name: labels.join('.'), type: packet.readUInt16BE(at + 1), end: at + 5 };
}

/** The question with one record of the data, or with none. */
function answerTo(question: Buffer, type: number, data: Buffer | null): Buffer {
  const header = Buffer.from(question);
  header.writeUInt16BE(0x8180, 2);
  header.writeUInt16BE(data ? 1 : 0, 6);
  header.writeUInt16BE(0, 8);
  header.writeUInt16BE(0, 10);
  if (!data) return header;
  const record = Buffer.alloc(12);
  record.writeUInt16BE(0xc00c, 0);
  record.writeUInt16BE(type, 2);
  record.writeUInt16BE(1, 4);
  record.writeUInt16BE(data.length, 10);
  return Buffer.concat([header, record, data]);
}

describe('resolving names', () => {
  it('gives every address of a name, of both families', async () => {
    expect(await resolve('both.example')).toEqual([
      { address: '192.0.2.7', family: 4 },
      { address: '2001:db8::7', family: 6 },
    ]);
    expect(await resolve('four.example')).toEqual([{ address: '192.0.2.7', family: 4 }]);
    expect(await resolve('six.example')).toEqual([{ address: '2001:db8::7', family: 6 }]);
  });

  it('rejects when a name has none', async () => {
    await expect(resolve('nothing.example')).rejects.toThrow(/ENODATA|ENOTFOUND/);
  });

  it('does not wait for names whose servers never answer, however many there are', async () => {
    const before = asked;
    let silentEnded = 0;
    const silent = Array.from({ length: 100 }, (_, place) =>
      resolve(`silent-${place}.example`).catch(() => {
        silentEnded += 1;
      }),
    );
    expect(await resolve('four-more.example')).toHaveLength(1);
    expect([silentEnded, asked - before > 100]).toEqual([0, true]);
    await Promise.all(silent);
    expect(silentEnded).toBe(100);
  }, 20_000);
});
