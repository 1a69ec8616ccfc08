import type { Database } from '@offload/service-kit';
import type { Config } from '../config.ts';
import { openEmbeddedSecretStore } from './embedded/open-embedded-secret-store.ts';
import type { SecretStore } from './secret-store.ts';
import { openVaultSecretStore } from './vault/open-vault-secret-store.ts';
import type { VaultAuth } from './vault/vault-session.ts';

export { SecretStoreError, type SecretStore } from './secret-store.ts';

type SecretStoreConfig = Pick<
  Config,
  | 'VAULT_ADDR'
  | 'VAULT_ROLE_ID'
  | 'VAULT_SECRET_ID'
  | 'VAULT_KUBERNETES_ROLE'
  | 'VAULT_KUBERNETES_MOUNT'
  | 'VAULT_KUBERNETES_TOKEN_FILE'
  | 'VAULT_MOUNT'
  | 'VAULT_NAMESPACE'
  | 'MASTER_KEY_FILE'
>;

/** The secret store that the configuration names: Vault where there is one, otherwise the database under a master key file. */
export async function openSecretStore(config: SecretStoreConfig, database: Database): Promise<SecretStore> {
  const { VAULT_ADDR: address, VAULT_MOUNT: mount, VAULT_NAMESPACE: namespace, MASTER_KEY_FILE: file } = config;

  const auth = vaultAuthOf(config);
  if (address !== undefined && auth) return openVaultSecretStore({ address, auth, mount, namespace });
  if (file !== undefined) return openEmbeddedSecretStore({ database, masterKeyFile: file });
  throw new Error('neither Vault nor a master key file is configured');
}

function vaultAuthOf({
  VAULT_ROLE_ID: roleId,
  VAULT_SECRET_ID: secretId,
  VAULT_KUBERNETES_ROLE: role,
  VAULT_KUBERNETES_MOUNT: mount,
  VAULT_KUBERNETES_TOKEN_FILE: tokenFile,
}: SecretStoreConfig): VaultAuth | null {
  if (role !== undefined) return { kind: 'kubernetes', role, mount, tokenFile };
  return roleId !== undefined && secretId !== undefined ? { kind: 'approle', roleId, secretId } : null;
}
