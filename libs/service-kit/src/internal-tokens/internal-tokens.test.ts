import { describe, expect, it } from '@jest/globals';
import { SignJWT, UnsecuredJWT } from 'jose';
import { createHmac, generateKeyPairSync, randomUUID } from 'node:crypto';
import { Secret } from '../logging/secret.ts';
import { createTokenIssuer, internalTokenType, type TokenRequest } from './create-token-issuer.ts';
import { createTokenVerifier } from './create-token-verifier.ts';
import { InvalidTokenError } from './internal-principal.ts';
import { generateIssuerKeys, keyIdOf, readPrivateKey } from './token-keys.ts';

const gatewayKeys = generateIssuerKeys();
const scannerKeys = generateIssuerKeys();
const keys = { gateway: gatewayKeys.publicKey, scanner: scannerKeys.publicKey };
const tenantId = randomUUID();

const request: TokenRequest = {
  audience: 'credentials',
  tenantId,
  subject: 'user:ada',
  roles: ['ADMIN'],
  scopes: ['accounts:read'],
  ttlSeconds: 60,
};
const verifierAt = (at: number) => createTokenVerifier({ audience: 'credentials', keys, now: () => at });
const verifier = createTokenVerifier({ audience: 'credentials', keys });
const gateway = createTokenIssuer({ issuer: 'gateway', privateKey: gatewayKeys.privateKey });

const seconds = (): number => Math.floor(Date.now() / 1000);

/** A token that is right in everything but what a test changes. */
async function forge(change: { claims?: object; header?: object; key?: Secret } = {}): Promise<string> {
  const now = seconds();
  const claims = {
    iss: 'gateway',
    aud: 'credentials',
    sub: 'user:ada',
    tid: tenantId,
    iat: now,
    exp: now + 60,
    roles: [],
    scopes: [],
    extra: {},
  };
  return new SignJWT({ ...claims, ...change.claims })
    .setProtectedHeader({ alg: 'EdDSA', kid: keyIdOf(gatewayKeys.publicKey), typ: internalTokenType, ...change.header })
    .sign(readPrivateKey(change.key ?? gatewayKeys.privateKey));
}

const refused = (token: string) => expect(verifier.verify(token)).rejects.toBeInstanceOf(InvalidTokenError);

describe('internal tokens', () => {
  it('carry the principal and who signed', async () => {
    const token = await gateway.issue({ ...request, extra: { jobId: 'j1' } });

    expect(await verifier.verify(token)).toEqual({
      issuer: 'gateway',
      tenantId,
      subject: 'user:ada',
      roles: ['ADMIN'],
      scopes: ['accounts:read'],
      extra: { jobId: 'j1' },
    });
    await expect(verifier.verify(await forge())).resolves.toMatchObject({ issuer: 'gateway' });
  });

  it('are refused by any service but the one they are for', async () => {
    const inventory = createTokenVerifier({ audience: 'inventory', keys });
    await expect(inventory.verify(await gateway.issue(request))).rejects.toBeInstanceOf(InvalidTokenError);
    await refused(await forge({ claims: { aud: ['credentials', 'inventory'] } }));
  });

  it('are refused when signed by another algorithm, by none, or with the public key as a shared secret', async () => {
    const now = seconds();
    await refused(new UnsecuredJWT({ iss: 'gateway', aud: 'credentials', sub: 'x', tid: tenantId, iat: now, exp: now + 60 }).encode());

    const encode = (value: object): string => Buffer.from(JSON.stringify(value)).toString('base64url');
    const signed = `${encode({ alg: 'HS256', kid: keyIdOf(gatewayKeys.publicKey), typ: internalTokenType })}.${encode({ iss: 'gateway' })}`;
    await refused(`${signed}.${createHmac('sha256', gatewayKeys.publicKey.x).update(signed).digest('base64url')}`);
  });

  it('are refused when signed by a key that nobody knows, or by another issuer’s key', async () => {
    const stranger = generateIssuerKeys();
    await refused(await forge({ key: stranger.privateKey }));
    await refused(await forge({ key: stranger.privateKey, header: { kid: keyIdOf(stranger.publicKey) } }));
    await refused(await forge({ key: scannerKeys.privateKey, header: { kid: keyIdOf(scannerKeys.publicKey) } }));
  });

  it('are refused after they expired, also when they were good before', async () => {
    const issuedAt = Date.now();
    const token = await createTokenIssuer({ issuer: 'gateway', privateKey: gatewayKeys.privateKey, now: () => issuedAt }).issue(request);

    let now = issuedAt;
    const patient = createTokenVerifier({ audience: 'credentials', keys, now: () => now });
    await expect(patient.verify(token)).resolves.toMatchObject({ subject: 'user:ada' });
    now = issuedAt + 70_000;
    await expect(patient.verify(token)).rejects.toBeInstanceOf(InvalidTokenError);
  });

  it('bear clocks that are 5 s apart, and no more', async () => {
    const token = await forge();
    await expect(verifierAt(Date.now() - 4_000).verify(token)).resolves.toBeDefined();
    await expect(verifierAt(Date.now() - 30_000).verify(token)).rejects.toBeInstanceOf(InvalidTokenError);
    await expect(verifierAt(Date.now() + 63_000).verify(token)).resolves.toBeDefined();
  });

  it('are refused when they live longer than a minute, whoever signed', async () => {
    const now = seconds();
    await refused(await forge({ claims: { exp: now + 61 } }));
    await refused(await forge({ claims: { exp: now + 3600 } }));
    await refused(await forge({ claims: { exp: undefined } }));
    await expect(gateway.issue({ ...request, ttlSeconds: 61 })).rejects.toThrow(RangeError);
  });

  it('are refused when another kind of token, or when claims are missing or of another form', async () => {
    await refused(await forge({ header: { typ: 'JWT' } }));
    await refused(await forge({ claims: { tid: 'not-a-uuid' } }));
    await refused(await forge({ claims: { roles: ['EMPEROR'] } }));
    await refused(await forge({ claims: { iss: 'nobody' } }));
    await refused('');
    await refused('a.b.c');
    await refused('x'.repeat(20_000));
  });

  it('are reused for half of their life, and only for the very same request', async () => {
    let now = Date.now();
    const issuer = createTokenIssuer({ issuer: 'gateway', privateKey: gatewayKeys.privateKey, now: () => now });
    const first = await issuer.issue(request);

    now += 29_000;
    expect(await issuer.issue({ ...request })).toBe(first);
    for (const other of [
      { tenantId: randomUUID() },
      { audience: 'inventory' as const },
      { subject: 'user:eve' },
      { scopes: [] },
      { roles: [] },
      { extra: { a: 1 } },
    ]) {
      expect(await issuer.issue({ ...request, ...other })).not.toBe(first);
    }

    now += 2_000;
    expect(await issuer.issue(request)).not.toBe(first);
  });

  it('hold under either key while an issuer’s key is being changed', async () => {
    const next = generateIssuerKeys();
    const both = createTokenVerifier({ audience: 'credentials', keys: { gateway: [gatewayKeys.publicKey, next.publicKey] } });
    const renewed = createTokenIssuer({ issuer: 'gateway', privateKey: next.privateKey });

    await expect(both.verify(await gateway.issue(request))).resolves.toMatchObject({ issuer: 'gateway' });
    await expect(both.verify(await renewed.issue(request))).resolves.toMatchObject({ issuer: 'gateway' });
  });

  it('are signed with a PEM key as well, and a key that cannot be read is not quoted', async () => {
    const pem = readPrivateKey(gatewayKeys.privateKey).export({ format: 'pem', type: 'pkcs8' }) as string;
    const token = await createTokenIssuer({ issuer: 'gateway', privateKey: new Secret(pem) }).issue(request);
    await expect(verifier.verify(token)).resolves.toMatchObject({ issuer: 'gateway' });

    expect(() => readPrivateKey(new Secret('{"d": "c4n4ry'))).toThrow(/expected an Ed25519 private key/);
    const { privateKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
    expect(() => readPrivateKey(new Secret(privateKey.export({ format: 'pem', type: 'pkcs8' }) as string))).toThrow('not an Ed25519 key');
  });
});
