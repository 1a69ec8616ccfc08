import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { randomUUID } from 'node:crypto';

/**
 * A server that speaks the part of Vault's HTTP protocol that this service uses, with Vault's own status codes and error texts: AppRole login,
 * token renewal and expiry, KV v2 data and metadata with check-and-set, sealed, and no answer at all. For tests.
 * https://developer.hashicorp.com/vault/api-docs/secret/kv/kv-v2
 */
export interface FakeVault {
  readonly address: string;
  readonly roleId: string;
  readonly secretId: string;
  /** The role of the Kubernetes auth method, and the token of the service account that it is bound to. */
  readonly kubernetesRole: string;
  readonly serviceAccountToken: string;
  /** The connection breaks: before the next requests are handled, or before their answers are given. */
  loseNext(what: 'requests' | 'answers', count: number): void;
  /** What was asked, as `POST auth/approle/login`. */
  readonly requests: string[];
  /** Every token stops holding, as after a revocation. */
  revokeTokens(): void;
  setSealed(isSealed: boolean): void;
  /** From now on requests are taken and never answered. */
  setHanging(isHanging: boolean): void;
  /** Tokens issued from now on cannot be renewed. */
  setRenewable(isRenewable: boolean): void;
  /** The policy allows nothing but the login. */
  setPolicyDenies(denies: boolean): void;
  /** Everything that is stored, for tests that look for what must not be. */
  dump(): string;
  close(): Promise<void>;
}

interface Version {
  /** Null when it was destroyed. */
  data: unknown;
  createdAt: string;
}

export interface FakeVaultOptions {
  mount?: string;
  /** How long tokens live, in seconds. */
  tokenSeconds?: number;
  /** The time in milliseconds. */
  now?: () => number;
}

export async function startFakeVault({ mount = 'secret', tokenSeconds = 3600, now = Date.now }: FakeVaultOptions = {}): Promise<FakeVault> {
  const roleId = randomUUID();
  const secretId = randomUUID();
  const tokens = new Map<string, number>();
  const secrets = new Map<string, Version[]>();
  const requests: string[] = [];
  const serviceAccountToken = randomUUID();
  const losing = { requests: 0, answers: 0 };
  let isSealed = false;
  let isHanging = false;
  let isRenewable = true;
  let policyDenies = false;

  const auth = (token: string) => ({
    auth: { client_token: token, lease_duration: tokenSeconds, renewable: isRenewable, policies: ['offload-credentials'] },
  });

  function send(response: ServerResponse, status: number, body?: unknown): void {
    if (losing.answers > 0) {
      losing.answers -= 1;
      return void response.destroy();
    }
    response.writeHead(status, { 'content-type': 'application/json' });
    response.end(body === undefined ? undefined : JSON.stringify(body));
  }
  const fail = (response: ServerResponse, status: number, ...errors: string[]): void => send(response, status, { errors });

  function logIn(body: { role_id?: string; secret_id?: string }, response: ServerResponse): void {
    if (body.role_id !== roleId || body.secret_id !== secretId) return fail(response, 400, 'invalid role or secret ID');
    issue(response);
  }

  function logInPod(body: { role?: string; jwt?: string }, response: ServerResponse): void {
    if (body.role !== 'offload-credentials' || body.jwt !== serviceAccountToken) return fail(response, 403, 'permission denied');
    issue(response);
  }

  function issue(response: ServerResponse): void {
    const token = `hvs.${randomUUID()}`;
    tokens.set(token, now() + tokenSeconds * 1000);
    send(response, 200, auth(token));
  }

  function writeData(path: string, body: { options?: { cas?: number }; data: unknown }, response: ServerResponse): void {
    const versions = secrets.get(path) ?? [];
    const { cas } = body.options ?? {};
    if (cas !== undefined && cas !== versions.length)
      return fail(response, 400, 'check-and-set parameter did not match the current version');

    versions.push({ data: body.data, createdAt: new Date(now()).toISOString() });
    secrets.set(path, versions);
    send(response, 200, {
      data: { version: versions.length, created_time: versions.at(-1)!.createdAt, deletion_time: '', destroyed: false },
    });
  }

  function readData(path: string, version: number, response: ServerResponse): void {
    const versions = secrets.get(path) ?? [];
    const wanted = versions[(version || versions.length) - 1];
    if (!wanted) return fail(response, 404);
    if (wanted.data === null) return send(response, 404, { data: { data: null, metadata: { version, destroyed: true } } });
    send(response, 200, {
      data: { data: wanted.data, metadata: { version, created_time: wanted.createdAt, deletion_time: '', destroyed: false } },
    });
  }

  async function handle(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk as Buffer);
    const body = chunks.length > 0 ? JSON.parse(Buffer.concat(chunks).toString('utf8')) : {};
    const url = new URL(request.url ?? '/', 'http://vault');
    const path = url.pathname.replace(/^\/v1\//, '');
    requests.push(`${request.method} ${path}`);

    if (isHanging) return;
    if (losing.requests > 0) {
      losing.requests -= 1;
      return void response.destroy();
    }
    if (path === 'sys/health') return send(response, isSealed ? 503 : 200, { initialized: true, sealed: isSealed, standby: false });
    if (isSealed) return fail(response, 503, 'Vault is sealed');
    if (path === 'auth/approle/login') return logIn(body, response);
    if (path === 'auth/kubernetes/login') return logInPod(body, response);

    const token = String(request.headers['x-vault-token'] ?? '');
    if ((tokens.get(token) ?? 0) <= now()) return fail(response, 403, 'permission denied', 'invalid token');
    if (path === 'auth/token/renew-self') {
      if (!isRenewable) return fail(response, 400, 'lease is not renewable');
      tokens.set(token, now() + tokenSeconds * 1000);
      return send(response, 200, auth(token));
    }
    if (policyDenies) return fail(response, 403, '1 error occurred:\n\t* permission denied\n\n');

    const [area, secretPath] = [path.split('/')[1], path.split('/').slice(2).join('/')];
    if (path.split('/')[0] !== mount) return fail(response, 404, `no handler for route "${path}"`);
    if (area === 'data' && (request.method === 'POST' || request.method === 'PUT')) return writeData(secretPath, body, response);
    if (area === 'data' && request.method === 'GET') return readData(secretPath, Number(url.searchParams.get('version') ?? 0), response);
    if (area === 'destroy') {
      for (const version of body.versions as number[]) {
        const destroyed = secrets.get(secretPath)?.[version - 1];
        if (destroyed) destroyed.data = null;
      }
      return send(response, 204);
    }
    if (area === 'metadata' && request.method === 'GET') {
      const versions = secrets.get(secretPath);
      return versions ? send(response, 200, { data: { current_version: versions.length, oldest_version: 0 } }) : fail(response, 404);
    }
    if (area === 'metadata' && request.method === 'DELETE') {
      secrets.delete(secretPath);
      return send(response, 204);
    }
    fail(response, 405, 'unsupported operation');
  }

  const server: Server = createServer((request, response) => void handle(request, response));
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');

  return {
    address: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    roleId,
    secretId,
    kubernetesRole: 'offload-credentials',
    serviceAccountToken,
    loseNext: (what, count) => void (losing[what] = count),
    requests,
    revokeTokens: () => tokens.clear(),
    setSealed: (value) => (isSealed = value),
    setHanging: (value) => (isHanging = value),
    setRenewable: (value) => (isRenewable = value),
    setPolicyDenies: (value) => (policyDenies = value),
    dump: () => JSON.stringify([...secrets]),
    async close() {
      server.closeAllConnections();
      server.close();
      await once(server, 'close');
    },
  };
}
