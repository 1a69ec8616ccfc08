import type { Database } from '@offload/service-kit';
import type { Config } from '../config.ts';
import { openEmbeddedSecretStore } from './embedded/open-embedded-secret-store.ts';
import type { SecretStore } from './secret-store.ts';
import { openVaultSecretStore } from './vault/open-vault-secret-store.ts';

type SecretStoreConfig = Pick<
  Config,
  'VAULT_ADDR' | 'VAULT_ROLE_ID' | 'VAULT_SECRET_ID' | 'VAULT_MOUNT' | 'VAULT_NAMESPACE' | 'MASTER_KEY_FILE'
>;

/** The secret store that the configuration names: Vault where there is one, otherwise the database under a master key file. */
export async function openSecretStore(config: SecretStoreConfig, database: Database): Promise<SecretStore> {
  const {
    VAULT_ADDR: address,
    VAULT_ROLE_ID: roleId,
    VAULT_SECRET_ID: secretId,
    VAULT_MOUNT: mount,
    VAULT_NAMESPACE: namespace,
    MASTER_KEY_FILE: file,
  } = config;

  if (address !== undefined && roleId !== undefined && secretId !== undefined)
    return openVaultSecretStore({ address, roleId, secretId, mount, namespace });
  if (file !== undefined) return openEmbeddedSecretStore({ database, masterKeyFile: file });
  throw new Error('neither Vault nor a master key file is configured');
}
