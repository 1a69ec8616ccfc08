import { describe, expect, it } from '@jest/globals';
import { OutageError, Secret } from '@offload/service-kit';
import { randomUUID } from 'node:crypto';
import { SecretConflict, SecretStoreError, type SecretStoreCode } from './secret-store.ts';
import { tellingOutages } from './telling-outages.ts';
import { createMemorySecretStore } from './testing/memory-secret-store.ts';

describe('a secret store that tells of its outages', () => {
  const path = { tenantId: randomUUID(), cloudAccountId: randomUUID() };
  const failing = (error: Error) => {
    const logged: object[] = [];
    const store = tellingOutages({ ...createMemorySecretStore(), get: () => Promise.reject(error) }, { warn: (facts) => void logged.push(facts) });
    return { store, logged };
  };

  it.each(['UNAVAILABLE', 'SEALED', 'DENIED'] as SecretStoreCode[])('says %s to whoever asked as one thing, with a remedy, and logs what it is', async (code) => {
    const { store, logged } = failing(new SecretStoreError(code, 'at https://vault.internal:8200'));

    const told = await store.get(path, 1).catch((error: unknown) => error);

    expect(told).toBeInstanceOf(OutageError);
    expect(told).toMatchObject({ code: 'SECRET_STORE_UNAVAILABLE', extensions: { remedy: expect.stringContaining('operator') } });
    expect(String(told)).not.toContain('vault.internal');
    expect(logged).toHaveLength(1);
  });

  it.each([new SecretStoreError('TAMPERED', 'changed'), new SecretConflict(3)])('passes on what is no outage: %s', async (error) => {
    await expect(failing(error).store.get(path, 1)).rejects.toBe(error);
  });

  it('does what the store does', async () => {
    const store = tellingOutages(createMemorySecretStore(), { warn: () => undefined });

    expect(await store.put(path, new Secret('one'), { cas: 0 })).toBe(1);
    expect((await store.get(path, 1))?.reveal()).toBe('one');
    await store.destroyVersion(path, 1);
    await store.destroy(path);
    await store.ready();
  });
});
