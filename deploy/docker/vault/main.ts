import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { createLogger } from '@offload/service-kit';
import { bootstrapVault } from './bootstrap-vault.ts';

/** A one-shot container: makes the Vault-API server of a trial installation ready for the credentials service, and ends. */
const required = (name: string): string => {
  const value = process.env[name];
  if (!value) throw new Error(`${name} is not set`);
  return value;
};

await bootstrapVault({
  address: required('VAULT_ADDR'),
  initFile: join(required('VAULT_INIT_DIRECTORY'), 'init.json'),
  secretIdFile: join(required('VAULT_APPROLE_DIRECTORY'), 'secret-id'),
  roleId: required('VAULT_ROLE_ID'),
  policy: await readFile(required('VAULT_POLICY_FILE'), 'utf8'),
  log: createLogger({ service: 'vault-bootstrap', level: 'info' }),
});
