import { describe, expect, it } from '@jest/globals';
import { platformTenantId, Secret } from '@offload/service-kit';
import { createLocalJWKSet, decodeProtectedHeader, exportJWK, generateKeyPair, jwtVerify, type JWK } from 'jose';
import { oidcSigningKeysPath } from '../input-key/platform-secrets.ts';
import { createMemorySecretStore } from '../secret-store/testing/memory-secret-store.ts';
import { openOidcIssuer } from './open-oidc-issuer.ts';

const url = 'https://oidc.offload.example';
const claims = { subject: 'offload:tenant:kit', audience: 'api://AzureADTokenExchange' };
const now = (): Date => new Date();

describe("the platform's OIDC issuer", () => {
  it('publishes where its keys are, under its own name, and no private half', async () => {
    const { documents } = await openOidcIssuer(url, createMemorySecretStore(), now);

    expect(documents.configuration).toEqual({
      issuer: url,
      jwks_uri: `${url}/.well-known/jwks.json`,
      response_types_supported: ['id_token'],
      subject_types_supported: ['public'],
      id_token_signing_alg_values_supported: ['RS256'],
      claims_supported: ['iss', 'sub', 'aud', 'jti', 'iat', 'nbf', 'exp'],
    });
    expect(documents.jwks).toEqual({
      keys: [{ kty: 'RSA', n: expect.any(String), e: 'AQAB', kid: expect.any(String), alg: 'RS256', use: 'sig' }],
    });
  });

  it('signs assertions that its documents verify, each its own, for ten minutes at most', async () => {
    const issuer = await openOidcIssuer(url, createMemorySecretStore(), now);
    const keys = createLocalJWKSet(issuer.documents.jwks as { keys: JWK[] });

    const [one, other] = await Promise.all([issuer.assert(claims), issuer.assert(claims)]);

    const { payload } = await jwtVerify(one, keys, {
      issuer: url,
      audience: claims.audience,
      subject: claims.subject,
      algorithms: ['RS256'],
    });
    expect(payload.exp! - payload.iat!).toBeLessThanOrEqual(600);
    expect(payload.nbf).toBe(payload.iat);
    expect((await jwtVerify(other, keys)).payload.jti).not.toBe(payload.jti);
  });

  it('has the same key on every replica and after a restart, sealed as the platform’s', async () => {
    const store = createMemorySecretStore();

    const [one, other] = await Promise.all([openOidcIssuer(url, store, now), openOidcIssuer(url, store, now)]);
    const later = await openOidcIssuer(url, store, now);

    expect(other.documents).toEqual(one.documents);
    expect(later.documents).toEqual(one.documents);
    expect(store.count(platformTenantId)).toBe(1);
  });

  it('signs with the newest of its keys and publishes all of them', async () => {
    const store = createMemorySecretStore();
    const pair = async (): Promise<JWK> => exportJWK((await generateKeyPair('RS256', { extractable: true })).privateKey);
    await store.put(oidcSigningKeysPath, new Secret(JSON.stringify({ keys: [await pair(), await pair()] })), { cas: 0 });

    const issuer = await openOidcIssuer(url, store, now);

    const { keys } = issuer.documents.jwks as { keys: JWK[] };
    expect(keys).toHaveLength(2);
    expect(decodeProtectedHeader(await issuer.assert(claims)).kid).toBe(keys[0]!.kid);
    expect(JSON.stringify(keys)).not.toMatch(/"(?:d|p|q|dp|dq|qi)":/);
  });
});
