import { readFile } from 'node:fs/promises';
import { setTimeout as pause } from 'node:timers/promises';
import type { Logger } from '@offload/service-kit';
import { openVaultApi, VaultRefusal, type VaultApi } from './vault-api.ts';
import { writeOwnFile } from './write-own-file.ts';

export interface VaultBootstrapOptions {
  /** `http://vault:8200` */
  address: string;
  /** Keeps what the initialisation gave: the root token and the recovery key. Nobody but this program may read it. */
  initFile: string;
  /** Where the credentials service reads its secret id. */
  secretIdFile: string;
  /** The role id that the credentials service is configured with. */
  roleId: string;
  /** The text of credentials-policy.hcl. */
  policy: string;
  log: Logger;
  /** How long the server may take to answer, and to become active, in ms. Default 60,000. */
  patienceMs?: number;
}

/** The mount that the policy is written for: what VAULT_MOUNT is by default. */
const mount = 'secret';
/** The name of the AppRole and of its policy. */
const role = 'offload-credentials';

const retryMs = 250;

interface InitFile {
  rootToken: string;
  recoveryKey: string;
}

/**
 * Makes a new, auto-unsealing Vault or OpenBao ready for the credentials service, or brings one that it made before into shape: initialised, KV version 2 at
 * `secret/`, the policy, an AppRole with our role id, and a secret id in a file (mode 0400). Safe to run at every start; a secret id that still holds is kept.
 *
 * Throws when the server does not answer or does not unseal itself, when somebody else initialised it, and when `secret/` is another engine.
 */
export async function bootstrapVault(options: VaultBootstrapOptions): Promise<void> {
  const { address, roleId, policy, secretIdFile, log, patienceMs = 60_000 } = options;
  const anonymous = openVaultApi(address);

  const health = await waitForHealth(anonymous, patienceMs, (status) => status !== null);
  if (health === 501) await initialise(anonymous, options);
  const { rootToken } = await readInitFile(options.initFile);
  await waitForHealth(anonymous, patienceMs, (status) => status === 200);

  const vault = anonymous.withToken(rootToken);
  await mountSecrets(vault, patienceMs);
  const { data: methods } = await vault.call('GET', 'sys/auth');
  if (!methods['approle/']) await vault.call('POST', 'sys/auth/approle', { type: 'approle' });

  await vault.call('POST', `sys/policies/acl/${role}`, { policy });
  await vault.call('POST', `auth/approle/role/${role}`, {
    token_policies: [role],
    token_no_default_policy: true,
    token_ttl: '1h',
    token_max_ttl: '24h',
    secret_id_ttl: 0,
    secret_id_num_uses: 0,
  });
  await vault.call('POST', `auth/approle/role/${role}/role-id`, { role_id: roleId });

  if (await secretIdHolds(anonymous, roleId, secretIdFile)) return log.info({ role }, 'Vault is ready, the secret id is kept');
  const { data } = await vault.call('POST', `auth/approle/role/${role}/secret-id`, {});
  await writeOwnFile(secretIdFile, data.secret_id);
  log.info({ role }, 'Vault is ready, a secret id was issued');
}

async function waitForHealth(vault: VaultApi, patienceMs: number, isGood: (status: number | null) => boolean): Promise<number | null> {
  const deadline = performance.now() + patienceMs;
  for (;;) {
    const status = await vault.health();
    if (isGood(status)) return status;
    if (performance.now() > deadline) throw new Error(`Vault is not ready: its health is ${status === null ? 'no answer' : `status ${status}`}`);
    await pause(retryMs);
  }
}

/** With an auto-unseal there are no unseal keys, only a recovery key, which can make a new root token. */
async function initialise(vault: VaultApi, { initFile, log }: VaultBootstrapOptions): Promise<void> {
  const made = await vault.call('POST', 'sys/init', { recovery_shares: 1, recovery_threshold: 1 });
  const kept: InitFile = { rootToken: made.root_token, recoveryKey: made.recovery_keys_base64[0] };
  await writeOwnFile(initFile, JSON.stringify(kept));
  log.info('Vault was initialised');
}

async function readInitFile(path: string): Promise<InitFile> {
  const text = await readFile(path, 'utf8').catch((error: NodeJS.ErrnoException) => {
    if (error.code !== 'ENOENT') throw error;
    throw new Error('Vault was initialised by somebody else, or what its initialisation gave was lost: remove its volumes to begin anew, which loses every stored credential');
  });
  return JSON.parse(text) as InitFile;
}

async function mountSecrets(vault: VaultApi, patienceMs: number): Promise<void> {
  const { data: mounts } = await vault.call('GET', 'sys/mounts');
  const found = mounts[`${mount}/`];
  if (!found) await vault.call('POST', `sys/mounts/${mount}`, { type: 'kv', options: { version: '2' } });
  else if (found.type !== 'kv' || found.options?.version !== '2') throw new Error(`${mount}/ is not a KV version 2 engine`);

  // A new engine refuses everything for a moment, while it makes itself versioned.
  const deadline = performance.now() + patienceMs;
  for (;;) {
    try {
      return void (await vault.call('GET', `${mount}/config`));
    } catch (error) {
      if (!(error instanceof VaultRefusal) || performance.now() > deadline) throw error;
      await pause(retryMs);
    }
  }
}

/** Whether the secret id of an earlier start still logs in. */
async function secretIdHolds(vault: VaultApi, roleId: string, file: string): Promise<boolean> {
  const secretId = await readFile(file, 'utf8').catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return undefined;
    throw error;
  });
  if (secretId === undefined) return false;
  try {
    const { auth } = await vault.call('POST', 'auth/approle/login', { role_id: roleId, secret_id: secretId });
    await vault.withToken(auth.client_token).call('POST', 'auth/token/renew-self', {});
    return true;
  } catch (error) {
    if (error instanceof VaultRefusal) return false;
    throw error;
  }
}
