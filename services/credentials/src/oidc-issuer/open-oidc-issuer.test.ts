import { describe, expect, it } from '@jest/globals';
import { platformTenantId, Secret } from '@offload/service-kit';
import { createLocalJWKSet, decodeProtectedHeader, jwtVerify, type JWK } from 'jose';
import { oidcSigningKeysPath } from '../input-key/platform-secrets.ts';
import { createMemorySecretStore } from '../secret-store/testing/memory-secret-store.ts';
import { openOidcIssuer } from './open-oidc-issuer.ts';
import { rotateSigningKeys } from './rotate-signing-keys.ts';
import { makeSigningKey, writeSigningKeys } from './signing-keys.ts';

const url = 'https://oidc.offload.example';
const claims = { subject: 'offload:tenant:kit', audience: 'api://AzureADTokenExchange' };
const now = (): Date => new Date();

describe("the platform's OIDC issuer", () => {
  it('publishes where its keys are, under its own name, and no private half', async () => {
    const documents = await (await openOidcIssuer(url, createMemorySecretStore(), now)).documents();

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
    const keys = createLocalJWKSet((await issuer.documents()).jwks as { keys: JWK[] });

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

    expect(await other.documents()).toEqual(await one.documents());
    expect(await later.documents()).toEqual(await one.documents());
    expect(store.count(platformTenantId)).toBe(1);
  });

  it('signs with the newest key that everybody can know, publishes all of them and no private half', async () => {
    const store = createMemorySecretStore();
    const hoursAgo = (hours: number) => makeSigningKey(new Date(Date.now() - hours * 3_600_000));
    const keys = [await hoursAgo(23), await hoursAgo(25), await hoursAgo(900)];
    await writeSigningKeys(store, 0, keys);

    const issuer = await openOidcIssuer(url, store, now);

    const { keys: published } = (await issuer.documents()).jwks as { keys: JWK[] };
    expect(published.map(({ kid }) => kid)).toEqual(keys.map(({ publicKey }) => publicKey.kid));
    expect(decodeProtectedHeader(await issuer.assert(claims)).kid).toBe(published[1]!.kid);
    expect(JSON.stringify(published)).not.toMatch(/"(?:d|p|q|dp|dq|qi)":/);
  });

  it('signs with keys that were stored without their age', async () => {
    const store = createMemorySecretStore();
    const { iat: _iat, ...jwk } = (await makeSigningKey(now())).jwk.reveal() as JWK & { iat: number };
    await store.put(oidcSigningKeysPath, new Secret(JSON.stringify({ keys: [jwk] })), { cas: 0 });

    const issuer = await openOidcIssuer(url, store, now);
    expect(await rotateSigningKeys(store, { everyMs: 30 * 24 * 3_600_000, now })).toBe(1);

    const { keys } = (await (await openOidcIssuer(url, store, now)).documents()).jwks as { keys: JWK[] };
    expect(keys).toHaveLength(2);
    expect(decodeProtectedHeader(await issuer.assert(claims)).kid).toBe(keys[1]!.kid);
  });
});
