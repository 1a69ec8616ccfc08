import { beforeAll, describe, expect, it } from '@jest/globals';
import { platformTenantId } from '@offload/service-kit';
import { tenantId } from '@offload/testkit';
import { calculateJwkThumbprint, CompactEncrypt, exportJWK, generateKeyPair, importJWK, type JWK } from 'jose';
import { createMemorySecretStore } from '../secret-store/testing/memory-secret-store.ts';
import { openInputKeys, type InputKeys } from './open-input-keys.ts';
import { openSealedInput } from './open-sealed-input.ts';
import { sealInput } from './testing/seal-input.ts';

const canary = 'canary-51c0-secret';
const now = new Date('2026-05-04T12:00:00Z');
const nowSeconds = now.getTime() / 1000;

describe('a sealed input', () => {
  const tenant = tenantId();
  let keys: InputKeys;
  let publicKey: JWK;

  beforeAll(async () => {
    keys = await openInputKeys(createMemorySecretStore());
    publicKey = keys.publicKeys[0]!;
  });

  const seal = (options: { tenantId?: string; issuedAt?: number; publicKey?: JWK } = {}): Promise<string> =>
    sealInput(canary, { publicKey, tenantId: tenant, issuedAt: nowSeconds, ...options });
  const open = (sealed: string, forTenant = tenant) => openSealedInput(keys, sealed, forTenant, () => now);

  it('opens for the tenant that it was sealed for', async () => {
    const opened = await open(await seal());

    expect(opened.ok && opened.value.reveal()).toBe(canary);
    expect(JSON.stringify(opened)).not.toContain(canary);
  });

  it('is refused for another tenant', async () => {
    expect(await open(await seal(), tenantId())).toEqual({ ok: false, error: 'it was encrypted for another tenant' });
  });

  it('is refused after ten minutes, and when it comes from the future', async () => {
    expect((await open(await seal({ issuedAt: nowSeconds - 599 }))).ok).toBe(true);
    expect(await open(await seal({ issuedAt: nowSeconds - 601 }))).toMatchObject({
      ok: false,
      error: expect.stringContaining('ten minutes'),
    });
    expect((await open(await seal({ issuedAt: nowSeconds + 300 }))).ok).toBe(false);
  });

  it('is refused when it was sealed to another key, also under the name of ours', async () => {
    const stranger = await exportJWK((await generateKeyPair('ECDH-ES+A256KW', { crv: 'P-256', extractable: true })).publicKey);
    const kid = await calculateJwkThumbprint(stranger);

    expect(await open(await seal({ publicKey: { ...stranger, kid } }))).toMatchObject({
      ok: false,
      error: expect.stringContaining('no longer in use'),
    });
    expect((await open(await seal({ publicKey: { ...stranger, kid: publicKey.kid! } }))).ok).toBe(false);
  });

  it('is refused when its header was changed to name another tenant', async () => {
    const other = tenantId();
    const [header, ...rest] = (await seal()).slice('offload-sealed:'.length).split('.');
    const changed = { ...(JSON.parse(Buffer.from(header!, 'base64url').toString()) as object), tid: other };
    const forged = `offload-sealed:${[Buffer.from(JSON.stringify(changed)).toString('base64url'), ...rest].join('.')}`;

    expect((await open(forged, other)).ok).toBe(false);
  });

  it('is refused in any other algorithm', async () => {
    const key = await importJWK(publicKey, 'ECDH-ES+A256KW');
    const encrypt = (alg: string, enc: string): Promise<string> =>
      new CompactEncrypt(Buffer.from(canary))
        .setProtectedHeader({ alg, enc, kid: publicKey.kid!, tid: tenant, iat: nowSeconds })
        .encrypt(key);

    expect((await open(`offload-sealed:${await encrypt('ECDH-ES+A256KW', 'A128GCM')}`)).ok).toBe(false);
    expect((await open(`offload-sealed:${await encrypt('ECDH-ES+A128KW', 'A256GCM')}`)).ok).toBe(false);
  });

  it.each(['', 'plain text', canary, `offload-sealed:${canary}`, 'offload-sealed:e30.aaaa.aaaaaaaaaaaaaaaa.aaaa.aaaaaaaaaaaaaaaaaaaaaa'])(
    'is refused when it is junk, and the refusal does not repeat it: %#',
    async (junk) => {
      const opened = await open(junk);

      expect(opened.ok).toBe(false);
      expect(JSON.stringify(opened)).not.toContain('canary');
    },
  );
});

describe('the input keys', () => {
  it('are the same for replicas that start at once, and after a restart', async () => {
    const store = createMemorySecretStore();

    const [one, other] = await Promise.all([openInputKeys(store), openInputKeys(store)]);
    const later = await openInputKeys(store);

    expect(one.publicKeys).toEqual(other.publicKeys);
    expect(later.publicKeys).toEqual(one.publicKeys);
    expect(store.count(platformTenantId)).toBe(1);
  });

  it('tell only the public half', async () => {
    const { publicKeys } = await openInputKeys(createMemorySecretStore());

    expect(publicKeys[0]).toEqual({
      kty: 'EC',
      crv: 'P-256',
      x: expect.any(String),
      y: expect.any(String),
      kid: expect.any(String),
      alg: 'ECDH-ES+A256KW',
      use: 'enc',
    });
  });
});
