import { azureWebApp } from '@offload/contracts';
import { check, fail, pass } from '../../../check/check.ts';

export const webAppManagedIdentity = check({
  id: 'azure.web.app-managed-identity',
  on: azureWebApp,
  severity: 'low',
  title: 'App Service apps have an identity of their own',
  why: 'Without one, an app opens databases and vaults with passwords that lie in its settings.',
  fix: 'Give the app a managed identity, and its roles where passwords are used today.',
  controls: { 'cis-azure-foundations-3.0': ['9.5'], 'nist-800-53-r5': ['IA-5', 'IA-9'] },
  judge: ({ hasManagedIdentity }) => (hasManagedIdentity ? pass : fail('has no managed identity')),
  examples: { pass: [{ hasManagedIdentity: true }], fail: [{ hasManagedIdentity: false }] },
});
