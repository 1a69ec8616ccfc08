import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { createAddressPolicy } from './address-policy.ts';
import { createEgressGuard, type EgressGuard } from './create-egress-guard.ts';
import { EgressError } from './egress-error.ts';

describe('the address policy', () => {
  const policy = createAddressPolicy([]);

  it.each([
    '127.0.0.1',
    '127.9.9.9',
    '0.0.0.0',
    '10.1.2.3',
    '172.16.0.1',
    '172.31.255.255',
    '192.168.0.1',
    '169.254.169.254',
    '100.64.0.1',
    '100.100.100.200',
    '192.0.0.192',
    '192.0.2.1',
    '198.18.0.1',
    '198.51.100.1',
    '203.0.113.1',
    '224.0.0.1',
    '240.0.0.1',
    '255.255.255.255',
    '168.63.129.16',
    '::',
    '::1',
    'fe80::1',
    'fc00::1',
    'fd00:ec2::254',
    'ff02::1',
    '::ffff:127.0.0.1',
    '::ffff:8.8.8.8',
    '::127.0.0.1',
    '64:ff9b::a9fe:a9fe',
    '64:ff9b:1::7f00:1',
    '2002:7f00:1::',
    '2001:0:7f00:1::',
    '2001:db8::1',
    '100::1',
    '5f00::1',
    '',
    'not an address',
    '127.1',
  ])('refuses %s', (address) => {
    expect(policy.permits(address)).toBe(false);
  });

  it.each(['8.8.8.8', '1.1.1.1', '172.32.0.1', '100.128.0.1', '2606:4700:4700::1111'])('permits %s', (address) => {
    expect(policy.permits(address)).toBe(true);
  });

  it('permits what the operator allows, and nothing beside it', () => {
    const allowing = createAddressPolicy(['10.20.0.0/16', 'fd00:1::/32']);
    expect(allowing.permits('10.20.3.4')).toBe(true);
    expect(allowing.permits('fd00:1::5')).toBe(true);
    expect(allowing.permits('10.21.0.1')).toBe(false);
    expect(allowing.permits('::ffff:10.20.3.4')).toBe(false);
  });

  it('does not start with a range that is none', () => {
    expect(() => createAddressPolicy(['10.0.0.0'])).toThrow('not a CIDR range');
  });
});

describe('the egress guard', () => {
  let target: Server;
  let port: number;
  let hits = 0;
  const guards: EgressGuard[] = [];

  /** Resolves names from a table, each time to the next answer of its list. */
  function guardOf(names: Record<string, string[][]>, allow: string[] = []): EgressGuard {
    const asked = new Map<string, number>();
    const guard = createEgressGuard({
      allow,
      resolve: async (hostname) => {
        const answers = names[hostname];
        if (!answers) throw Object.assign(new Error('getaddrinfo ENOTFOUND'), { code: 'ENOTFOUND' });
        const turn = asked.get(hostname) ?? 0;
        asked.set(hostname, turn + 1);
        return answers[Math.min(turn, answers.length - 1)]!.map((address) => ({ address, family: address.includes(':') ? 6 : 4 }));
      },
    });
    guards.push(guard);
    return guard;
  }

  const codeOf = (call: Promise<unknown>) =>
    call.then(
      () => 'it was made',
      (error: unknown) => (error instanceof EgressError ? error.code : error),
    );

  beforeAll(async () => {
    target = createServer((request, response) => {
      hits++;
      if (request.url === '/redirect') return void response.writeHead(302, { location: 'http://169.254.169.254/latest' }).end();
      if (request.url === '/large') return void response.end('x'.repeat(5_000));
      if (request.url === '/hang') return undefined;
      if (request.url === '/drip') {
        response.write('x');
        return undefined;
      }
      return void response.end(JSON.stringify({ host: request.headers.host, method: request.method }));
    });
    await new Promise<void>((resolve) => target.listen(0, '127.0.0.1', resolve));
    port = (target.address() as AddressInfo).port;
  });
  afterAll(async () => {
    for (const guard of guards) await guard.close();
    target.closeAllConnections();
    target.close();
  });

  it.each([
    'ftp://example.com',
    'file:///etc/passwd',
    'gopher://x',
    'http://example.com/',
    'example.com',
    '',
    'https://user:pass@example.com/',
    'javascript:alert(1)',
  ])('refuses the URL %p', async (url) => {
    expect(await codeOf(guardOf({ 'example.com': [['8.8.8.8']] }).fetch(url))).toBe('FORBIDDEN_URL');
  });

  it.each([
    'https://127.0.0.1/',
    'https://[::1]/',
    'https://2130706433/',
    'https://0x7f.1/',
    'https://017700000001/',
    'https://[::ffff:169.254.169.254]/',
    'https://169.254.169.254/latest/meta-data',
    'https://0/',
    'https://127.0.0.1./',
  ])('refuses the address in %s, however it is spelt', async (url) => {
    expect(await codeOf(guardOf({}).fetch(url))).toBe('FORBIDDEN_ADDRESS');
  });

  it('refuses a name that leads to a forbidden address, also as one among several', async () => {
    const guard = guardOf({ 'inside.example': [['10.0.0.5']], 'mixed.example': [['8.8.8.8', '169.254.169.254']] });
    expect(await codeOf(guard.fetch('https://inside.example/'))).toBe('FORBIDDEN_ADDRESS');
    expect(await codeOf(guard.fetch('https://mixed.example/'))).toBe('FORBIDDEN_ADDRESS');
  });

  it('connects to the very address that it checked: a name that changes in between gains nothing', async () => {
    const guard = guardOf({ 'rebind.example': [['127.0.0.1'], ['169.254.169.254']] }, ['127.0.0.1/32']);
    await expect(guard.fetch(`http://rebind.example:${port}/`)).resolves.toMatchObject({ status: 200 });

    const second = guardOf({ 'rebind.example': [['169.254.169.254'], ['127.0.0.1']] }, ['127.0.0.1/32']);
    const before = hits;
    expect(await codeOf(second.fetch(`http://rebind.example:${port}/`))).toBe('FORBIDDEN_ADDRESS');
    expect(hits).toBe(before);
  });

  it('calls within the ranges that the operator allows, also by plain http, with the name as Host', async () => {
    const guard = guardOf({ 'hook.example': [['127.0.0.1']] }, ['127.0.0.0/8']);
    const answer = await guard.fetch(`http://hook.example:${port}/`, { method: 'POST', body: '{}' });
    expect(answer.json()).toEqual({ host: `hook.example:${port}`, method: 'POST' });
  });

  it('does not speak plain http to public addresses, allowed ranges or not', async () => {
    const guard = guardOf({ 'public.example': [['8.8.8.8']] }, ['127.0.0.0/8']);
    expect(await codeOf(guard.fetch('http://public.example/'))).toBe('FORBIDDEN_ADDRESS');
    expect(await codeOf(guard.fetch('http://8.8.8.8/'))).toBe('FORBIDDEN_URL');
  });

  it('does not follow redirects', async () => {
    const answer = await guardOf({}, ['127.0.0.0/8']).fetch(`http://127.0.0.1:${port}/redirect`);
    expect(answer).toMatchObject({ status: 302, headers: { location: 'http://169.254.169.254/latest' } });
  });

  it('does not read more than the cap', async () => {
    expect(await codeOf(guardOf({}, ['127.0.0.0/8']).fetch(`http://127.0.0.1:${port}/large`, { maxBytes: 4_999 }))).toBe('TOO_LARGE');
    await expect(guardOf({}, ['127.0.0.0/8']).fetch(`http://127.0.0.1:${port}/large`, { maxBytes: 5_000 })).resolves.toMatchObject({
      status: 200,
    });
  });

  it.each(['/hang', '/drip'])('ends in time when the other side does not (%s)', async (path) => {
    expect(await codeOf(guardOf({}, ['127.0.0.0/8']).fetch(`http://127.0.0.1:${port}${path}`, { timeoutMs: 100 }))).toBe('TIMEOUT');
  });

  it('tells apart what cannot be resolved, reached and trusted, and names no path', async () => {
    const guard = guardOf({ 'plain.example': [['127.0.0.1']] }, ['127.0.0.0/8']);
    expect(await codeOf(guard.fetch('https://nowhere.example/'))).toBe('UNRESOLVABLE');
    expect(await codeOf(guard.fetch('https://127.0.0.1:1/'))).toBe('UNREACHABLE');

    const error = await guard
      .fetch(`https://plain.example:${port}/hook/c4n4ry?token=c4n4ry`)
      .catch((reason: unknown) => reason as EgressError);
    expect(error).toBeInstanceOf(EgressError);
    expect((error as EgressError).message).not.toContain('c4n4ry');
  });
});
