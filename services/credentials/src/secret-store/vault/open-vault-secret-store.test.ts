import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { Secret } from '@offload/service-kit';
import { unusedPort } from '@offload/testkit';
import { randomUUID } from 'node:crypto';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { inspect } from 'node:util';
import { secretStoreContract } from '../secret-store.contract.ts';
import type { SecretPath, SecretStore } from '../secret-store.ts';
import { startFakeVault, type FakeVault } from '../testing/fake-vault.ts';
import { openVaultSecretStore } from './open-vault-secret-store.ts';

const canary = 'canary-9f2e-secret-access-key';

describe('the Vault secret store', () => {
  let vault: FakeVault;
  let store: SecretStore;
  let path: SecretPath;
  let time: number;

  const openStore = (options: object = {}): SecretStore =>
    openVaultSecretStore({
      address: vault.address,
      auth: { kind: 'approle', roleId: vault.roleId, secretId: new Secret(vault.secretId) },
      mount: 'secret',
      timeoutMs: 300,
      retryWaitsMs: [1, 2],
      now: () => time,
      ...options,
    });
  const logins = (): number => vault.requests.filter((one) => one === 'POST auth/approle/login').length;

  beforeEach(async () => {
    time = Date.now();
    vault = await startFakeVault({ tokenSeconds: 60, now: () => time });
    store = openStore();
    path = { tenantId: randomUUID(), cloudAccountId: randomUUID() };
  });
  afterEach(() => vault.close());

  secretStoreContract(() => store);

  it('logs in once for many requests at once', async () => {
    await Promise.all(Array.from({ length: 8 }, () => store.put({ ...path, cloudAccountId: randomUUID() }, new Secret('x'), { cas: 0 })));

    expect(logins()).toBe(1);
  });

  it('renews its token before it expires, and logs in again when the token cannot be renewed', async () => {
    await store.put(path, new Secret('one'), { cas: 0 });

    time += 50_000;
    await store.get(path, 1);
    expect(vault.requests).toContain('POST auth/token/renew-self');
    expect(logins()).toBe(1);

    vault.setRenewable(false);
    time += 50_000;
    expect((await store.get(path, 1))?.reveal()).toBe('one');
    expect(logins()).toBe(2);
  });

  it('logs in again when its token has expired or was revoked', async () => {
    await store.put(path, new Secret('one'), { cas: 0 });

    time += 3_600_000;
    expect((await store.get(path, 1))?.reveal()).toBe('one');

    vault.revokeTokens();
    expect((await store.get(path, 1))?.reveal()).toBe('one');
    expect(logins()).toBe(3);
  });

  it('says that the policy is refused, after one more login and no more', async () => {
    vault.setPolicyDenies(true);

    await expect(store.put(path, new Secret(canary), { cas: 0 })).rejects.toMatchObject({ name: 'SecretStoreError', code: 'DENIED' });
    expect(logins()).toBe(2);
  });

  it('says that the login is refused', async () => {
    const stranger = openStore({ auth: { kind: 'approle', roleId: vault.roleId, secretId: new Secret(randomUUID()) } });

    await expect(stranger.get(path, 1)).rejects.toMatchObject({ code: 'DENIED' });
    await expect(stranger.ready()).rejects.toMatchObject({ code: 'DENIED' });
  });

  it('says that Vault is sealed, and works again when it is unsealed', async () => {
    await store.put(path, new Secret('one'), { cas: 0 });
    vault.setSealed(true);

    await expect(store.get(path, 1)).rejects.toMatchObject({ code: 'SEALED' });
    await expect(store.ready()).rejects.toMatchObject({ code: 'SEALED' });

    vault.setSealed(false);
    expect((await store.get(path, 1))?.reveal()).toBe('one');
  });

  it('gives up on a Vault that does not answer, and on one that is not there', async () => {
    await store.ready();
    vault.setHanging(true);
    await expect(store.get(path, 1)).rejects.toMatchObject({ code: 'UNAVAILABLE' });

    const nowhere = openStore({ address: `http://127.0.0.1:${await unusedPort()}` });
    await expect(nowhere.ready()).rejects.toMatchObject({ code: 'UNAVAILABLE' });
  });

  it('tries again while Vault is sealed or gives no answer, a few times', async () => {
    await store.put(path, new Secret('one'), { cas: 0 });

    vault.loseNext('requests', 2);
    expect((await store.get(path, 1))?.reveal()).toBe('one');

    vault.loseNext('requests', 3);
    await expect(store.get(path, 1)).rejects.toMatchObject({ code: 'UNAVAILABLE' });
    expect((await store.get(path, 1))?.reveal()).toBe('one');
  });

  it('knows its own write again when the answer was lost, and does not take that of another for it', async () => {
    await store.ready();
    vault.loseNext('answers', 1);
    expect(await store.put(path, new Secret('mine'), { cas: 0 })).toBe(1);
    expect((await store.get(path, 1))?.reveal()).toBe('mine');
    expect(await store.get(path, 2)).toBeNull();

    await expect(store.put(path, new Secret('late'), { cas: 0 })).rejects.toMatchObject({ name: 'SecretConflict', currentVersion: 1 });
  });

  it("logs in as a pod's service account, whose token is read anew at each login", async () => {
    const directory = await mkdtemp(join(tmpdir(), 'offload-vault-'));
    const tokenFile = join(directory, 'token');
    const pod = openStore({ auth: { kind: 'kubernetes', role: vault.kubernetesRole, mount: 'kubernetes', tokenFile } });

    await expect(pod.ready()).rejects.toMatchObject({ code: 'DENIED', message: expect.stringContaining('ENOENT') });
    await writeFile(tokenFile, 'an-older-token');
    await expect(pod.ready()).rejects.toMatchObject({ code: 'DENIED' });
    await writeFile(tokenFile, `${vault.serviceAccountToken}\n`);
    await pod.ready();

    expect(await pod.put(path, new Secret('one'), { cas: 0 })).toBe(1);
    await rm(directory, { recursive: true });
  });

  it('never puts a secret, its own secret id or its token into an error', async () => {
    await store.ready();
    const failures: unknown[] = [];
    const fail = async (): Promise<void> => {
      await store.put(path, new Secret(canary), { cas: 0 }).catch((error: unknown) => failures.push(error));
    };

    vault.setHanging(true);
    await fail();
    vault.setHanging(false);
    vault.setSealed(true);
    await fail();
    vault.setSealed(false);
    vault.setPolicyDenies(true);
    await fail();
    await openStore({ address: `http://127.0.0.1:${await unusedPort()}` })
      .put(path, new Secret(canary), { cas: 0 })
      .catch((error: unknown) => failures.push(error));

    expect(failures).toHaveLength(4);
    const printed = failures.map((failure) => inspect(failure, { depth: 20, showHidden: true })).join('\n');
    expect(printed).not.toContain(canary);
    expect(printed).not.toContain(vault.secretId);
    expect(printed).not.toContain('hvs.');
  });
});
