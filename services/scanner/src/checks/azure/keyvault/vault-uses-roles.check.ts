import { azureKeyVault } from '@offload/contracts';
import { check, fail, pass } from '../../../check/check.ts';

export const keyVaultUsesRoles = check({
  id: 'azure.keyvault.vault-uses-roles',
  on: azureKeyVault,
  severity: 'medium',
  title: 'Key vaults give access by roles',
  why: 'Access policies are of the vault as a whole, and whoever may write the vault may give themselves all its secrets.',
  fix: 'Assign roles to those who need them, then set the permission model of the vault to Azure role-based access control.',
  controls: { 'cis-azure-foundations-3.0': ['3.3.6'], 'nist-800-53-r5': ['AC-3', 'AC-6'] },
  judge: ({ usesRoles }) => (usesRoles ? pass : fail('gives access by its own policies')),
  examples: { pass: [{ usesRoles: true }], fail: [{ usesRoles: false }] },
});
