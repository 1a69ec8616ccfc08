import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { hashApiKey, newApiKey } from '@offload/contracts';
import { eventually, tenantId } from '@offload/testkit';
import { exportJWK, generateKeyPair, generateSecret, SignJWT, UnsecuredJWT, type JWTPayload } from 'jose';
import { once } from 'node:events';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import request from 'supertest';
import { ask } from '../testing/ask.ts';
import { startPlatform, type Platform } from '../testing/start-platform.ts';
import { createApiKeyResolver } from './resolve-api-key.ts';
import { openSession } from './open-session.ts';
import { unauthenticated } from './unauthenticated.ts';
import { refusal } from '../errors/refusal.ts';

const query = '{ viewer { subject roles scopes tenant { id } } }';
const issuer = 'https://login.example.com/';
const audience = 'offload';
const tenant = tenantId();

type Keys = Awaited<ReturnType<typeof generateKeyPair>>;
let ours: Keys;
let rsa: Keys;
let pss: Keys;
let foreign: Keys;
let jwks: Server;
let platform: Platform;

beforeAll(async () => {
  [ours, rsa, pss, foreign] = await Promise.all([
    generateKeyPair('ES256'),
    generateKeyPair('RS256'),
    generateKeyPair('PS256'),
    generateKeyPair('ES256'),
  ]);
  const keys = [
    { ...(await exportJWK(ours.publicKey)), kid: 'ours' },
    { ...(await exportJWK(rsa.publicKey)), kid: 'rsa' },
    { ...(await exportJWK(pss.publicKey)), kid: 'pss' },
  ];
  jwks = createServer((_request, response) => response.setHeader('content-type', 'application/json').end(JSON.stringify({ keys }))).listen(
    0,
    '127.0.0.1',
  );
  await once(jwks, 'listening');
  platform = await startPlatform({
    OIDC_ISSUER: issuer,
    OIDC_AUDIENCE: audience,
    OIDC_JWKS_URL: `http://127.0.0.1:${(jwks.address() as AddressInfo).port}/jwks`,
  });
});
afterAll(async () => {
  await platform.close();
  jwks.close();
});

const claims: JWTPayload = { tenant_id: tenant, roles: ['SECURITY_ANALYST', 'SOMETHING_ELSE'], sub: 'ann' };
const token = (payload: JWTPayload = claims): SignJWT =>
  new SignJWT(payload).setIssuer(issuer).setAudience(audience).setIssuedAt().setExpirationTime('5m');
const es256 = { alg: 'ES256', kid: 'ours' };

describe('an access token', () => {
  it('says who is asking, for which tenant, with the scopes of the roles', async () => {
    const { data } = await ask(platform.gateway.url, await token().setProtectedHeader(es256).sign(ours.privateKey), query);

    expect(data.viewer).toMatchObject({ subject: 'user:ann', roles: ['SECURITY_ANALYST'], tenant: { id: tenant } });
    expect(data.viewer.scopes).toContain('scans:run');
    expect(data.viewer.scopes).not.toContain('accounts:write');
  });

  it('is accepted under every pinned algorithm', async () => {
    const { data } = await ask(
      platform.gateway.url,
      await token().setProtectedHeader({ alg: 'RS256', kid: 'rsa' }).sign(rsa.privateKey),
      query,
    );
    expect(data.viewer.subject).toBe('user:ann');
  });

  const bad: [string, () => Promise<string>][] = [
    ['of another issuer', () => token().setIssuer('https://evil.example.com/').setProtectedHeader(es256).sign(ours.privateKey)],
    ['for another audience', () => token().setAudience('other').setProtectedHeader(es256).sign(ours.privateKey)],
    [
      'that has expired',
      () =>
        token()
          .setExpirationTime(Math.floor(Date.now() / 1000) - 60)
          .setProtectedHeader(es256)
          .sign(ours.privateKey),
    ],
    ['that is not valid yet', () => token().setNotBefore('5m').setProtectedHeader(es256).sign(ours.privateKey)],
    [
      'without an expiry',
      () => new SignJWT(claims).setIssuer(issuer).setAudience(audience).setProtectedHeader(es256).sign(ours.privateKey),
    ],
    ['of a foreign key under a known id', () => token().setProtectedHeader(es256).sign(foreign.privateKey)],
    ['of an unknown key', () => token().setProtectedHeader({ alg: 'ES256', kid: 'who' }).sign(foreign.privateKey)],
    ['under an algorithm that is not pinned', () => token().setProtectedHeader({ alg: 'PS256', kid: 'pss' }).sign(pss.privateKey)],
    [
      'signed by a shared secret',
      async () =>
        token()
          .setProtectedHeader({ alg: 'HS256', kid: 'ours' })
          .sign(await generateSecret('HS256')),
    ],
    ['that is not signed', async () => new UnsecuredJWT(claims).setIssuer(issuer).setAudience(audience).setExpirationTime('5m').encode()],
    [
      'without a tenant',
      () =>
        token({ ...claims, tenant_id: undefined })
          .setProtectedHeader(es256)
          .sign(ours.privateKey),
    ],
    [
      'with a tenant that is not an id',
      () =>
        token({ ...claims, tenant_id: '*' })
          .setProtectedHeader(es256)
          .sign(ours.privateKey),
    ],
    [
      'without a subject',
      () =>
        token({ ...claims, sub: undefined })
          .setProtectedHeader(es256)
          .sign(ours.privateKey),
    ],
    ['that is no token', async () => 'aaaa.bbbb.cccc'],
  ];

  it.each(bad)('%s is refused, with the remedy', async (_name, make) => {
    const jwt = await make();
    const { status, errors, data } = await ask(platform.gateway.url, jwt, query);

    expect({ status, data }).toEqual({ status: 401, data: undefined });
    expect(errors).toEqual([
      expect.objectContaining({
        extensions: expect.objectContaining({ code: 'UNAUTHENTICATED', remedy: expect.stringContaining('Authorization') }),
      }),
    ]);
    expect(platform.logged.join('')).not.toContain(jwt);
  });

  it('without roles of ours may read nothing that takes a scope', async () => {
    const jwt = await token({ ...claims, roles: ['admin', 'ROOT'] })
      .setProtectedHeader(es256)
      .sign(ours.privateKey);

    expect((await ask(platform.gateway.url, jwt, '{ cloudAccounts { totalCount } }')).errors).toMatchObject([
      { extensions: { code: 'FORBIDDEN' } },
    ]);
  });
});

describe('an API key', () => {
  it('says who is asking, by either header', async () => {
    const { key, principal } = platform.newKey(['accounts:read']);

    expect((await ask(platform.gateway.url, key, query)).data.viewer).toMatchObject({
      subject: principal.subject,
      scopes: ['accounts:read'],
    });
    const { body } = await request(platform.gateway.url).post('/graphql').set('x-api-key', key).send({ query });
    expect(body.data.viewer.subject).toBe(principal.subject);
  });

  it.each([
    ['is not known', { authorization: `Bearer ${newApiKey()}` }],
    ['is malformed', { authorization: 'Bearer ofs_short' }],
    ['is malformed in its own header', { 'x-api-key': 'abc' }],
    ['stands beside another', { authorization: `Bearer ${newApiKey()}`, 'x-api-key': newApiKey() }],
    ['comes as basic credentials', { authorization: 'Basic b2ZzOg==' }],
  ])('that %s is refused', async (_name, headers) => {
    const { status, body } = await request(platform.gateway.url).post('/graphql').set(headers).send({ query });

    expect({ status, code: body.errors[0].extensions.code }).toEqual({ status: 401, code: 'UNAUTHENTICATED' });
  });

  it('does not count in a URL, and is refused there', async () => {
    const { key } = platform.newKey();
    const { status, body } = await request(platform.gateway.url).post(`/graphql?x-api-key=${key}&authorization=Bearer%20${key}`).send({ query });

    expect({ status, code: body.errors[0].extensions.code }).toEqual({ status: 400, code: 'KEY_IN_URL' });
  });

  it('is asked for once by many requests, and never leaves the gateway but as a hash', async () => {
    const { key } = platform.newKey();
    const before = platform.world.lookUps;
    await Promise.all(Array.from({ length: 20 }, () => ask(platform.gateway.url, key, query)));

    expect(platform.world.lookUps).toBe(before + 1);
    expect(platform.logged.join('')).not.toContain(key);
  });

  it('is looked up again when the answer is five seconds old, so that a revoked one ends', async () => {
    const answers = [{ tenantId: tenant, subject: 'api-key:1', roles: [], scopes: [] }, null];
    let lookUps = 0;
    const resolve = createApiKeyResolver(async () => answers[lookUps++] ?? null);
    const hash = hashApiKey('any');

    expect((await resolve(hash)).subject).toBe('api-key:1');
    expect((await resolve(hash)).subject).toBe('api-key:1');
    await eventually(() => expect(resolve(hash)).rejects.toMatchObject({ code: 'UNAUTHENTICATED' }), { timeoutMs: 6_500 });
    expect(lookUps).toBe(2);
  });

  it('is nobody’s fault while accounts does not answer', async () => {
    const resolve = createApiKeyResolver(async () => {
      throw new Error('connect ECONNREFUSED 10.0.0.1:80');
    });

    await expect(resolve(hashApiKey('any'))).rejects.toMatchObject({
      status: 503,
      code: 'AUTHENTICATION_UNAVAILABLE',
      message: expect.not.stringContaining('10.0.0.1'),
    });
  });
});

describe('nobody', () => {
  it('may ask for the schema and for nothing else', async () => {
    expect((await ask(platform.gateway.url, undefined, '{ __schema { queryType { name } } __typename }')).data).toMatchObject({
      __schema: { queryType: { name: 'Query' } },
    });

    for (const asked of [query, '{ __typename viewer { subject } }', '{ ... on Query { viewer { subject } } }']) {
      const { status, errors } = await ask(platform.gateway.url, undefined, asked);
      expect({ status, code: errors?.[0]?.extensions?.['code'] }).toEqual({ status: 401, code: 'UNAUTHENTICATED' });
    }
  });
});

describe('a session', () => {
  const principal = { tenantId: tenant, subject: 'user:ann', roles: [], scopes: [] };
  const log = { error: () => undefined } as never;

  it('ends when its credentials no longer hold, and takes on changed scopes until then', async () => {
    const answers: (() => unknown)[] = [
      () => ({ ...principal, scopes: ['scans:read'] }),
      () => {
        throw refusal('AUTHENTICATION_UNAVAILABLE', 'later');
      },
      () => {
        throw unauthenticated('gone');
      },
    ];
    const scopes: unknown[] = [];
    const session = openSession({
      authenticate: async () => {
        scopes.push(session.principal?.scopes);
        return answers.shift()!() as never;
      },
      credentials: { kind: 'API_KEY', keyHash: '' },
      principal,
      log,
      everyMs: 5,
    });

    await eventually(() => session.ended.aborted);
    expect(session.ended.reason).toMatchObject({ code: 'UNAUTHENTICATED' });
    expect(scopes).toEqual([[], ['scans:read'], ['scans:read']]);
  });

  it('ends when nobody can say for long whether it should, with a reason that lets the client come back', async () => {
    const authenticate = async (): Promise<never> => {
      throw refusal('AUTHENTICATION_UNAVAILABLE', 'later');
    };
    const session = openSession({ authenticate, credentials: { kind: 'API_KEY', keyHash: '' }, principal, log, everyMs: 5, unansweredMs: 50 });

    await eventually(() => session.ended.aborted);
    expect(session.ended.reason).toMatchObject({ code: 'AUTHENTICATION_UNAVAILABLE' });
  });
});
