import type { Secret } from '@offload/service-kit';
import createVaultClient from 'node-vault';
import { SecretStoreError } from '../secret-store.ts';

export interface VaultOptions {
  /** `https://vault:8200` */
  address: string;
  roleId: string;
  secretId: Secret;
  /** Of Vault Enterprise or OpenBao; none when not said. */
  namespace?: string | undefined;
  /** How long one request may take; 5 s when not said. */
  timeoutMs?: number;
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
   * Runs one request with a token that holds: logs in, renews ahead, and logs in again once when the token is refused.
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
  if (status === 403) return new SecretStoreError('DENIED', `Vault refused a ${what}: check the AppRole and its policy`);
  if (status === 400 || status === 404) return new VaultStatusError(what, status);
  if (status !== undefined) return new SecretStoreError('UNAVAILABLE', `Vault answered ${status} to a ${what}`);
  return new SecretStoreError('UNAVAILABLE', `Vault gave no answer to a ${what} (${typeof code === 'string' ? code : 'unknown'})`);
}

/** A logged-in way to Vault. It keeps no timer: the token is renewed when it is used in the last third of its life, and made anew when it is over. */
export function openVaultSession(options: VaultOptions): VaultSession {
  const { address, roleId, secretId, namespace, timeoutMs = 5_000, now = Date.now } = options;
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
      const { auth } = (await client.write('auth/approle/login', { role_id: roleId, secret_id: secretId.reveal() })) as { auth: Auth };
      accept(auth);
    } catch (error) {
      const translated = translate('login', error);
      // A wrong role or secret id is a 400.
      throw translated instanceof VaultStatusError
        ? new SecretStoreError('DENIED', 'Vault refused the AppRole login: check role id and secret id')
        : translated;
    }
  }

  async function renewOrLogIn(): Promise<void> {
    if (token?.isRenewable && token.expiresAt > now()) {
      try {
        const { auth } = (await client.write('auth/token/renew-self', {})) as { auth: Auth };
        // At its maximum life a token is renewed for less and less, in the end for nothing.
        if (auth.lease_duration > 0) return accept({ ...auth, client_token: client.token });
      } catch (error) {
        const translated = translate('token renewal', error);
        if (translated instanceof SecretStoreError && translated.code !== 'DENIED') throw translated;
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

  return {
    run: (what, request) => run(what, request),
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
