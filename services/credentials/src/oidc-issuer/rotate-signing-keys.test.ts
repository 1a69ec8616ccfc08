import { describe, expect, it } from '@jest/globals';
import { createLocalJWKSet, decodeProtectedHeader, jwtVerify, type JWK } from 'jose';
import { oidcSigningKeysPath } from '../input-key/platform-secrets.ts';
import { createMemorySecretStore, type MemorySecretStore } from '../secret-store/testing/memory-secret-store.ts';
import { SecretStoreError } from '../secret-store/secret-store.ts';
import { openOidcIssuer } from './open-oidc-issuer.ts';
import { rotateSigningKeys } from './rotate-signing-keys.ts';
import { readSigningKeys } from './signing-keys.ts';

const url = 'https://oidc.offload.example';
const claims = { subject: 'offload:tenant:kit', audience: 'sts.amazonaws.com' };
const hourMs = 3_600_000;
const dayMs = 24 * hourMs;
const everyMs = 30 * dayMs;

interface Timeline {
  store: MemorySecretStore;
  now: () => Date;
  pass(ms: number): void;
}

function timeline(): Timeline {
  let at = Date.parse('2026-01-01T00:00:00Z');
  return { store: createMemorySecretStore(), now: () => new Date(at), pass: (ms) => void (at += ms) };
}

const kidsIn = async (store: MemorySecretStore): Promise<string[]> => (await readSigningKeys(store))!.keys.map(({ publicKey }) => publicKey.kid);

describe('the signing keys of the OIDC issuer', () => {
  it('change with overlap: whoever keeps what was published for a day verifies every assertion, and none outlives its key', async () => {
    const { store, now, pass } = timeline();
    const issuer = await openOidcIssuer(url, store, now);
    const publishedAt: Set<string>[] = [];
    const signedBy: string[] = [];

    for (let hour = 0; hour < 100 * 24; hour += 1) {
      await rotateSigningKeys(store, { everyMs, now });
      const { keys } = (await issuer.documents()).jwks as { keys: JWK[] };
      publishedAt.push(new Set(keys.map(({ kid }) => kid!)));
      const assertion = await issuer.assert(claims);
      signedBy.push(decodeProtectedHeader(assertion).kid!);
      if (hour % 240 === 0) {
        await jwtVerify(assertion, createLocalJWKSet({ keys }), { issuer: url, currentDate: now() });
      }
      pass(hourMs);
    }

    const signers = [...new Set(signedBy)];
    expect(signers).toHaveLength(4);
    for (const [hour, kid] of signedBy.entries()) {
      const since = Math.max(0, hour - 23);
      const unknown = publishedAt.slice(since, hour + 2).filter((published) => !published.has(kid));
      if (unknown.length > 0) throw new Error(`the assertion of hour ${hour} is not verified by what was published within a day`);
    }
    // A key that was replaced is published no longer than its assertions need, and is nowhere in the store.
    expect(publishedAt.every(({ size }) => size <= 2)).toBe(true);
    expect([...publishedAt.at(-1)!]).toEqual([signers[3]]);
    expect(store.count('00000000-0000-0000-0000-000000000000')).toBeLessThanOrEqual(1);
    expect(await store.currentVersion(oidcSigningKeysPath)).toBe(1 + 2 * 3);
  }, 30_000);

  it('are rotated by one of several replicas at once, and the others sign with the same', async () => {
    const { store, now, pass } = timeline();
    const replicas = await Promise.all([1, 2, 3].map(() => openOidcIssuer(url, store, now)));
    pass(everyMs);

    const changed = await Promise.all(replicas.map(() => rotateSigningKeys(store, { everyMs, now })));

    expect(changed.toSorted()).toEqual([0, 0, 1]);
    const documents = await Promise.all(replicas.map((replica) => replica.documents()));
    expect((documents[0]!.jwks as { keys: JWK[] }).keys).toHaveLength(2);
    expect(documents).toEqual([documents[0], documents[0], documents[0]]);
    pass(dayMs);
    const signers = await Promise.all(replicas.map(async (replica) => decodeProtectedHeader(await replica.assert(claims)).kid));
    expect(new Set(signers)).toEqual(new Set([(await kidsIn(store))[0]]));
  });

  it('are one set, old or new, when a rotation is cut short before or after it is written; what is left behind goes with the next run', async () => {
    const { store, now, pass } = timeline();
    await openOidcIssuer(url, store, now);
    const [first] = await kidsIn(store);
    pass(everyMs);
    const failing = (act: 'put' | 'destroyVersion') => ({ ...store, [act]: () => Promise.reject(new SecretStoreError('UNAVAILABLE', 'cut short')) });

    await expect(rotateSigningKeys(failing('put'), { everyMs, now })).rejects.toThrow('cut short');
    expect(await kidsIn(store)).toEqual([first]);

    await expect(rotateSigningKeys(failing('destroyVersion'), { everyMs, now })).rejects.toThrow('cut short');
    expect(await kidsIn(store)).toEqual([expect.any(String), first]);
    expect(await store.get(oidcSigningKeysPath, 1)).not.toBeNull();

    expect(await rotateSigningKeys(store, { everyMs, now })).toBe(0);
    expect(await store.get(oidcSigningKeysPath, 1)).toBeNull();
    expect(await kidsIn(store)).toHaveLength(2);
  });

  it('are neither published nor used for longer than a minute while the secret store does not answer', async () => {
    const { store, now, pass } = timeline();
    let isDown = false;
    const currentVersion: MemorySecretStore['currentVersion'] = (path) =>
      isDown ? Promise.reject(new SecretStoreError('SEALED', 'sealed')) : store.currentVersion(path);
    const issuer = await openOidcIssuer(url, { ...store, currentVersion }, now);
    isDown = true;

    pass(59_000);
    await expect(issuer.assert(claims)).resolves.toMatch(/^ey/);
    pass(1_000);
    await expect(issuer.assert(claims)).rejects.toThrow('sealed');
    await expect(issuer.documents()).rejects.toThrow('sealed');
    isDown = false;
    await expect(issuer.documents()).resolves.toMatchObject({ configuration: { issuer: url } });
  });
});
