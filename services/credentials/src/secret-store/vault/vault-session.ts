import type { Secret } from '@offload/service-kit';
import { readFile } from 'node:fs/promises';
import { setTimeout as pause } from 'node:timers/promises';
import createVaultClient from 'node-vault';
import { SecretStoreError } from '../secret-store.ts';

/** As whom to log in. */
export type VaultAuth =
  | { kind: 'approle'; roleId: string; secretId: Secret }
  /** The file of the pod's service-account token is read at each login: Kubernetes renews it there. */
  | { kind: 'kubernetes'; role: string; mount: string; tokenFile: string };

export interface VaultOptions {
  /** `https://vault:8200` */
  address: string;
  auth: VaultAuth;
  /** Of Vault Enterprise or OpenBao; none when not said. */
  namespace?: string | undefined;
  /** How long one request may take; 5 s when not said. */
  timeoutMs?: number;
  /** How long to wait before each further try of what may be repeated, in ms; 100, 400 and 1,600, give or take a half, when not said. */
  retryWaitsMs?: readonly number[];
  /** The time in milliseconds; the system's when not said. */
  now?: () => number;
}

export interface VaultClient {
  read(path: string): Promise<unknown>;
  write(path: string, data: unknown): Promise<unknown>;
  delete(path: string): Promise<unknown>;
}

export interface VaultSession {
  /**
   * Runs one request with a token that holds: logs in, renews ahead, and logs in again once when the token is refused. While Vault gives no answer or
   * is sealed the request is tried again, a few times: it must be one that may be repeated.
   * @throws SecretStoreError, or `VaultStatusError` for an answer that only the caller can judge (400, 404)
   */
  run<T>(what: string, request: (client: VaultClient) => Promise<T>): Promise<T>;
  /** Resolves when Vault is unsealed and lets us in. */
  check(): Promise<void>;
}

/** An answer of Vault that is neither good nor a failure of its own. */
class VaultStatusError extends Error {
  override readonly name = 'VaultStatusError';
  readonly status: number;

  constructor(what: string, status: number) {
    super(`Vault answered ${status} to a ${what}`);
    this.status = status;
  }
}

export const isStatus = (error: unknown, status: number): boolean => error instanceof VaultStatusError && error.status === status;

interface Auth {
  client_token: string;
  lease_duration: number;
  renewable: boolean;
}

/**
 * Makes an error of ours from one of node-vault's or axios's. Nothing of theirs is kept: axios hangs the request, with the secret, on its errors.
 */
function translate(what: string, error: unknown): Error {
  const status = (error as { response?: { statusCode?: number } }).response?.statusCode;
  const { code } = error as { code?: unknown };

  if (status === 503) return new SecretStoreError('SEALED', `Vault is sealed or not active; it cannot ${what}`);
  if (status === 403) return new SecretStoreError('DENIED', `Vault refused a ${what}: check the role and its policy`);
  if (status === 400 || status === 404) return new VaultStatusError(what, status);
  if (status !== undefined) return new SecretStoreError('UNAVAILABLE', `Vault answered ${status} to a ${what}`);
  return new SecretStoreError('UNAVAILABLE', `Vault gave no answer to a ${what} (${typeof code === 'string' ? code : 'unknown'})`);
}

const refusedLogin: Record<VaultAuth['kind'], string> = {
  approle: 'Vault refused the AppRole login: check role id and secret id',
  kubernetes: "Vault refused the Kubernetes login: check the role, and that it is bound to this pod's service account and namespace",
};

/** Where to log in, and with what. @throws SecretStoreError when the token of the service account cannot be read */
async function loginOf(auth: VaultAuth): Promise<[path: string, body: Record<string, string>]> {
  if (auth.kind === 'approle') return ['auth/approle/login', { role_id: auth.roleId, secret_id: auth.secretId.reveal() }];
  const jwt = await readFile(auth.tokenFile, 'utf8').catch((error: NodeJS.ErrnoException) => {
    throw new SecretStoreError('DENIED', `the service-account token ${auth.tokenFile} cannot be read (${error.code ?? 'unknown'})`);
  });
  return [`auth/${auth.mount}/login`, { role: auth.role, jwt: jwt.trim() }];
}

/** A logged-in way to Vault. It keeps no timer: the token is renewed when it is used in the last third of its life, and made anew when it is over. */
export function openVaultSession(options: VaultOptions): VaultSession {
  const { address, auth: way, namespace, timeoutMs = 5_000, retryWaitsMs = [100, 400, 1_600], now = Date.now } = options;
  const client = createVaultClient({
    endpoint: address,
    ...(namespace !== undefined && { namespace }),
    // node-vault's debug output prints bodies.
    debug: () => undefined,
    rpDefaults: { timeout: timeoutMs, strictSSL: true },
  } as Parameters<typeof createVaultClient>[0]);
  // node-vault takes these from the process's environment when they are not given.
  Object.assign(client, { token: '', pathPrefix: '', namespace: namespace ?? '' });

  let token: { renewAt: number; expiresAt: number; isRenewable: boolean } | null = null;
  let obtaining: Promise<void> | null = null;

  function accept({ client_token: value, lease_duration: seconds, renewable }: Auth): void {
    client.token = value;
    const lifeMs = seconds > 0 ? seconds * 1000 : Number.POSITIVE_INFINITY;
    token = { renewAt: now() + (lifeMs * 2) / 3, expiresAt: now() + lifeMs, isRenewable: renewable };
  }

  async function logIn(): Promise<void> {
    client.token = '';
    try {
      const { auth } = (await client.write(...(await loginOf(way)))) as { auth: Auth };
      accept(auth);
    } catch (error) {
      if (error instanceof SecretStoreError) throw error;
      const translated = translate('login', error);
      // A wrong role, secret id or token is a 400.
      throw translated instanceof VaultStatusError
        ? new SecretStoreError('DENIED', refusedLogin[way.kind])
        : translated;
    }
  }

  async function renewOrLogIn(): Promise<void> {
    if (token?.isRenewable && token.expiresAt > now()) {
      try {
        const { auth } = (await client.write('auth/token/renew-self', {})) as { auth: Auth };
        // At its maximum life a token is renewed for less and less, in the end for nothing.
        if (auth.lease_duration > 0) return accept({ ...auth, client_token: client.token });
      } catch {
        // 403 for a token that is revoked or over, 500 (OpenBao 2.x) for one past its maximum life; where Vault is away the login says so.
      }
    }
    await logIn();
  }

  /** Everybody who needs a token waits for the same one. */
  async function ensureToken(): Promise<void> {
    if (token && token.renewAt > now()) return;
    obtaining ??= renewOrLogIn().finally(() => (obtaining = null));
    await obtaining;
  }

  async function run<T>(what: string, request: (client: VaultClient) => Promise<T>, isRetry = false): Promise<T> {
    await ensureToken();
    const used = client.token;
    try {
      return await request(client);
    } catch (error) {
      const translated = translate(what, error);
      if (isRetry || !(translated instanceof SecretStoreError) || translated.code !== 'DENIED') throw translated;

      // Revoked or expired before its time: Vault says that as it says "your policy does not allow it".
      if (client.token === used) token = null;
      return run(what, request, true);
    }
  }

  const mayPass = (error: unknown): boolean => error instanceof SecretStoreError && (error.code === 'UNAVAILABLE' || error.code === 'SEALED');

  async function runPatiently<T>(what: string, request: (client: VaultClient) => Promise<T>): Promise<T> {
    for (const waitMs of retryWaitsMs) {
      try {
        return await run(what, request);
      } catch (error) {
        if (!mayPass(error)) throw error;
        await pause(waitMs * (0.5 + Math.random()));
      }
    }
    return run(what, request);
  }

  return {
    run: runPatiently,
    async check() {
      const health = (await client.health().catch((error: unknown) => {
        throw translate('health check', error);
      })) as { initialized?: boolean; sealed?: boolean };
      if (health.sealed !== false || health.initialized !== true)
        throw new SecretStoreError('SEALED', 'Vault is sealed or not initialised');
      await ensureToken();
    },
  };
}
