import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { IncomingMessage } from 'node:http';
import { WebSocket } from 'ws';
import { startPlatform, type Platform } from '../testing/start-platform.ts';
import { createClientAddress } from './client-address.ts';

const request = (remoteAddress: string, forwardedFor?: string): IncomingMessage =>
  ({ socket: { remoteAddress }, headers: forwardedFor === undefined ? {} : { 'x-forwarded-for': forwardedFor } }) as unknown as IncomingMessage;

describe('the address of a client', () => {
  const behindProxies = createClientAddress(['10.0.0.0/8', '2001:db8::/32']);

  it.each([
    ['of the connection, where no proxy is trusted', createClientAddress([]), request('10.0.0.1', '203.0.113.9'), '10.0.0.1'],
    ['of the connection, where that is no proxy, whatever it writes', behindProxies, request('203.0.113.9', '198.51.100.1'), '203.0.113.9'],
    ['what the proxy says', behindProxies, request('10.0.0.1', '203.0.113.9'), '203.0.113.9'],
    [
      'the last that is no proxy: what came before it the client wrote itself',
      behindProxies,
      request('10.0.0.1', '1.2.3.4, 203.0.113.9, 10.7.7.7'),
      '203.0.113.9',
    ],
    ['what a proxy says over IPv6', behindProxies, request('2001:db8::7', '2001:db9::1'), '2001:db9::1'],
    ['that of the proxy, where it says nothing', behindProxies, request('10.0.0.1'), '10.0.0.1'],
  ])('is %s', (_what, addressOf, asked, address) => {
    expect(addressOf(asked)).toBe(address);
  });

  it.each(['proxy.example.com', '10.0.0.0/99', ''])('is not read behind what is no address: %j', (wrong) => {
    expect(() => createClientAddress([wrong])).toThrow();
  });
});

describe('the address that subgraphs are told', () => {
  let platform: Platform;
  beforeAll(async () => {
    platform = await startPlatform({ TRUSTED_PROXIES: 'loopback' });
  });
  afterAll(() => platform.close());

  const told = (): unknown => platform.world.seen.at(-1)?.extra?.['address'];
  const query = '{ cloudAccounts { nodes { assetCounts { total } } } }';

  it('is the client’s, over HTTP, event streams and WebSockets alike', async () => {
    const { key } = platform.newKey();
    const headers = { 'content-type': 'application/json', 'x-api-key': key };
    const { url } = platform.gateway;

    await (
      await fetch(`${url}/graphql`, { method: 'POST', headers: { ...headers, 'x-forwarded-for': '203.0.113.1' }, body: JSON.stringify({ query }) })
    ).text();
    expect(told()).toBe('203.0.113.1');

    const accept = { accept: 'text/event-stream', 'x-forwarded-for': '203.0.113.2' };
    await (await fetch(`${url}/graphql/stream`, { method: 'POST', headers: { ...headers, ...accept }, body: JSON.stringify({ query }) })).text();
    expect(told()).toBe('203.0.113.2');

    const socket = new WebSocket(`${url.replace('http', 'ws')}/graphql`, 'graphql-transport-ws', { headers: { 'x-forwarded-for': '203.0.113.3' } });
    await new Promise<void>((resolve, reject) => {
      socket.on('error', reject);
      socket.on('open', () => socket.send(JSON.stringify({ type: 'connection_init', payload: { 'x-api-key': key } })));
      socket.on('message', (data) => {
        const { type } = JSON.parse(String(data)) as { type: string };
        if (type === 'connection_ack') socket.send(JSON.stringify({ type: 'subscribe', id: '1', payload: { query } }));
        if (type === 'complete') resolve();
      });
    });
    socket.close();
    expect(told()).toBe('203.0.113.3');
  });
});
