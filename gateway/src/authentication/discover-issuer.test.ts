import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { tenantId } from '@offload/testkit';
import { exportJWK, generateKeyPair, SignJWT } from 'jose';
import { once } from 'node:events';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { ask } from '../testing/ask.ts';
import { startPlatform, type Platform } from '../testing/start-platform.ts';

const query = '{ viewer { subject } }';
let issuer: string;
let server: Server;
let platform: Platform;
let keys: Awaited<ReturnType<typeof generateKeyPair>>;
let document: () => { status: number; body: unknown };
let asked: string[];

beforeAll(async () => {
  keys = await generateKeyPair('ES256');
  const jwks = { keys: [{ ...(await exportJWK(keys.publicKey)), kid: 'one' }] };
  server = createServer((request, response) => {
    asked.push(request.url!);
    const { status, body } = request.url === '/keys' ? { status: 200, body: jwks } : document();
    response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(body));
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  issuer = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
});
afterAll(() => void server.close());

beforeEach(async () => {
  asked = [];
  document = () => ({ status: 200, body: { issuer, jwks_uri: `${issuer}/keys` } });
  platform = await startPlatform({ OIDC_ISSUER: issuer, OIDC_AUDIENCE: 'offload' });
});
afterEach(() => platform.close());

const token = (): Promise<string> =>
  new SignJWT({ tenant_id: tenantId(), roles: ['VIEWER'], sub: 'ann' })
    .setProtectedHeader({ alg: 'ES256', kid: 'one' })
    .setIssuer(issuer)
    .setAudience('offload')
    .setIssuedAt()
    .setExpirationTime('5m')
    .sign(keys.privateKey);

describe('an issuer that is found by discovery', () => {
  it('has its keys where its document says, and both are asked for once by many', async () => {
    const answers = await Promise.all(Array.from({ length: 10 }, async () => ask(platform.gateway.url, await token(), query)));

    expect(answers.map(({ data }) => data.viewer.subject)).toEqual(Array(10).fill('user:ann'));
    expect(asked).toEqual(['/.well-known/openid-configuration', '/keys']);
  });

  it.each<[string, () => { status: number; body: unknown }]>([
    ['is of another issuer', () => ({ status: 200, body: { issuer: 'https://evil.example', jwks_uri: `${issuer}/keys` } })],
    ['names a key set that plain http leads to', () => ({ status: 200, body: { issuer, jwks_uri: 'http://192.0.2.1/keys' } })],
    ['names no key set', () => ({ status: 200, body: { issuer } })],
    ['is not there', () => ({ status: 404, body: {} })],
    ['is too large', () => ({ status: 200, body: { issuer, jwks_uri: `${issuer}/keys`, more: 'x'.repeat(300_000) } })],
  ])('is not believed when its document %s, which is nobody else’s fault, and believed as soon as it can be', async (_what, broken) => {
    document = broken;
    expect(await ask(platform.gateway.url, await token(), query)).toMatchObject({
      status: 503,
      errors: [{ extensions: { code: 'AUTHENTICATION_UNAVAILABLE' } }],
    });

    document = () => ({ status: 200, body: { issuer, jwks_uri: `${issuer}/keys` } });
    expect((await ask(platform.gateway.url, await token(), query)).status).toBe(200);
  });
});
