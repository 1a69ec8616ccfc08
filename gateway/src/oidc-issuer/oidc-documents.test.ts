import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { startPlatform, type Platform } from '../testing/start-platform.ts';
import { freshMs } from './fetch-oidc-documents.ts';

const issuer = 'https://offload.example.com';
const configuration = { issuer, jwks_uri: `${issuer}/.well-known/jwks.json`, id_token_signing_alg_values_supported: ['RS256'] };
const jwks = { keys: [{ kty: 'RSA', kid: 'one', alg: 'RS256', use: 'sig', n: 'AQAB', e: 'AQAB' }] };
const paths = ['/.well-known/openid-configuration', '/.well-known/jwks.json'];

let platform: Platform;
let now = Date.now();
beforeAll(async () => {
  platform = await startPlatform({}, () => now);
});
beforeEach(() => {
  now += freshMs;
  platform.world.oidcDocuments = { configuration, jwks };
  platform.world.oidcDocumentsAsked = 0;
});
afterAll(() => platform.close());

const get = (path: string, init: RequestInit = {}): Promise<Response> => fetch(`${platform.gateway.url}${path}`, init);
const statuses = (): Promise<number[]> => Promise.all(paths.map(async (path) => (await get(path)).status));

describe('the documents of the platform’s OIDC issuer', () => {
  it('are there for anybody, as credentials has them, to be cached', async () => {
    const [openid, keys] = await Promise.all(paths.map((path) => get(path)));

    expect([await openid!.json(), await keys!.json()]).toEqual([configuration, jwks]);
    for (const { status, headers } of [openid!, keys!]) {
      expect([status, headers.get('cache-control'), headers.get('content-type')]).toEqual([200, 'public, max-age=300', 'application/json; charset=utf-8']);
    }
  });

  it('are asked for once, however many read them, and again when a minute has passed', async () => {
    await Promise.all(Array.from({ length: 20 }, statuses));
    expect(platform.world.oidcDocumentsAsked).toBe(1);

    platform.world.oidcDocuments = { configuration, jwks: { keys: [] } };
    now += freshMs - 1;
    expect(await (await get(paths[1]!)).json()).toEqual(jwks);
    now += 1;
    expect(await (await get(paths[1]!)).json()).toEqual({ keys: [] });
  });

  it('are not found, and not remembered as such on the way, when the platform has no issuer', async () => {
    platform.world.oidcDocuments = null;
    for (const path of paths) {
      const answer = await get(path);
      expect([answer.status, answer.headers.get('cache-control')]).toEqual([404, 'no-store']);
      expect(await answer.json()).toMatchObject({ error: { code: 'NOT_FOUND' } });
    }
  });

  it('are read, and nothing else: other methods and other names are not found', async () => {
    for (const path of paths) {
      expect((await get(path, { method: 'HEAD' })).status).toBe(200);
      expect((await get(path, { method: 'POST' })).status).toBe(404);
    }
    expect((await get('/.well-known/other')).status).toBe(404);
  });

  it('stay while they are fresh when credentials is down, are then unavailable, and come back with it', async () => {
    expect(await statuses()).toEqual([200, 200]);
    await platform.stop('credentials');
    try {
      now += freshMs - 1;
      expect(await statuses()).toEqual([200, 200]);
      now += 1;
      expect(await statuses()).toEqual([503, 503]);
      const { headers } = await get(paths[0]!);
      expect([headers.get('cache-control'), headers.get('retry-after')]).toEqual(['no-store', '5']);
    } finally {
      await platform.restart('credentials');
    }
    expect(await statuses()).toEqual([200, 200]);
  });
});
