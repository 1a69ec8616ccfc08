import { randomBytes, randomUUID } from 'node:crypto';
import { mkdtempSync, readFileSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { createLogger, Secret } from '@offload/service-kit';
import { eventually } from '@offload/testkit';
import { secretStoreContract } from '../../../services/credentials/src/secret-store/secret-store.contract.ts';
import type { SecretStore } from '../../../services/credentials/src/secret-store/secret-store.ts';
import { openVaultSecretStore } from '../../../services/credentials/src/secret-store/vault/open-vault-secret-store.ts';
import { startVaultAsDeployed, type DeployedVault } from '../testing/start-vault-as-deployed.ts';
import { bootstrapVault } from './bootstrap-vault.ts';
import { openVaultApi } from './vault-api.ts';

const root = join(__dirname, '..', '..', '..');
const roleId = 'offload-credentials';
const directory = mkdtempSync(join(tmpdir(), 'offload-bootstrap-'));
const [initFile, secretIdFile] = [join(directory, 'init.json'), join(directory, 'secret-id')];
const lines: string[] = [];
let vault: DeployedVault;

const bootstrap = (over: { initFile?: string } = {}): Promise<void> =>
  bootstrapVault({
    address: vault.address,
    initFile,
    secretIdFile,
    roleId,
    policy: readFileSync(join(__dirname, 'credentials-policy.hcl'), 'utf8'),
    log: createLogger({ service: 'test', level: 'info', destination: { write: (line) => void lines.push(line) } }),
    ...over,
  });
const secretId = (): string => readFileSync(secretIdFile, 'utf8');
const openStore = (): SecretStore => openVaultSecretStore({ address: vault.address, auth: { kind: 'approle', roleId, secretId: new Secret(secretId()) }, mount: 'secret' });
const newPath = () => ({ tenantId: randomUUID(), cloudAccountId: randomUUID() });

let store: SecretStore;

beforeAll(async () => {
  vault = await startVaultAsDeployed(root, randomBytes(32).toString('base64'));
  await bootstrap();
  store = openStore();
});
afterAll(async () => {
  await vault?.stop();
  rmSync(directory, { recursive: true, force: true });
});

describe('the bootstrap of OpenBao', () => {
  it('lays down files that nobody else may read, and writes no secret to a log', () => {
    for (const file of [initFile, secretIdFile]) expect(statSync(file).mode & 0o777).toBe(0o400);
    const { rootToken, recoveryKey } = JSON.parse(readFileSync(initFile, 'utf8'));
    for (const secret of [rootToken, recoveryKey, secretId()]) {
      expect(secret.length).toBeGreaterThan(20);
      expect(lines.join() + vault.output()).not.toContain(secret);
    }
  });

  it('leaves a credentials service that can do nothing beside its own secrets', async () => {
    const anonymous = openVaultApi(vault.address);
    const { auth } = await anonymous.call('POST', 'auth/approle/login', { role_id: roleId, secret_id: secretId() });
    expect(auth.policies).toEqual(['offload-credentials']);
    expect(auth.lease_duration).toBe(3_600);

    const login = anonymous.withToken(auth.client_token);
    for (const path of ['sys/mounts', 'sys/auth', 'auth/token/lookup-self', 'secret/metadata/offload/credentials?list=true', 'secret/data/other', 'auth/approle/role/offload-credentials']) {
      await expect(login.call('GET', path)).rejects.toMatchObject({ status: 403 });
    }
    for (const path of ['secret/data/other', 'auth/token/create', 'auth/approle/role/offload-credentials/secret-id', 'sys/policies/acl/offload-credentials']) {
      await expect(login.call('POST', path, { data: {} })).rejects.toMatchObject({ status: 403 });
    }
  });

  it('can run at every start: the secret id that holds is kept, what is stored stays', async () => {
    const path = newPath();
    const before = secretId();
    await store.put(path, new Secret('kept'), { cas: 0 });

    await bootstrap();

    expect(secretId()).toBe(before);
    expect((await store.get(path, 1))?.reveal()).toBe('kept');
  });

  it('issues another secret id when the file is gone or no longer holds', async () => {
    const before = secretId();
    rmSync(secretIdFile);
    await bootstrap();
    expect(secretId()).not.toBe(before);
    await expect(openStore().ready()).resolves.toBeUndefined();

    const { rootToken } = JSON.parse(readFileSync(initFile, 'utf8'));
    const second = secretId();
    await openVaultApi(vault.address).withToken(rootToken).call('POST', 'auth/approle/role/offload-credentials/secret-id/destroy', { secret_id: second });
    await bootstrap();
    expect(secretId()).not.toBe(second);
    await expect(openStore().ready()).resolves.toBeUndefined();
  });

  it('refuses a server that somebody else initialised', async () => {
    await expect(bootstrap({ initFile: join(directory, 'none.json') })).rejects.toThrow('initialised by somebody else');
  });

  it('is not needed after a crash of the server: it unseals itself, with everything that was stored', async () => {
    const path = newPath();
    await store.put(path, new Secret('survives'), { cas: 0 });

    await vault.crashAndRestart();

    await eventually(async () => expect((await store.get(path, 1))?.reveal()).toBe('survives'), { timeoutMs: 20_000 });
  });
});

describe('the secret store on OpenBao, with the least-privilege policy', () => {
  secretStoreContract(() => store);
});
