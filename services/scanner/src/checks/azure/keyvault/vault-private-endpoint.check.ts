import { azureKeyVault } from '@offload/contracts';
import { check, fail, pass } from '../../../check/check.ts';

export const keyVaultPrivateEndpoint = check({
  id: 'azure.keyvault.vault-private-endpoint',
  on: azureKeyVault,
  severity: 'low',
  title: 'Key vaults are reached through private endpoints',
  why: 'Requests for secrets then stay in the network, and a stolen credential is of no use outside of it.',
  fix: 'Create a private endpoint for the vault and disable its public access.',
  controls: { 'cis-azure-foundations-3.0': ['3.3.7'], 'nist-800-53-r5': ['AC-4', 'SC-7'] },
  judge: ({ privateEndpoints }) => (privateEndpoints > 0 ? pass : fail('has no private endpoint')),
  examples: { pass: [{ privateEndpoints: 1 }], fail: [{ privateEndpoints: 0 }] },
});
