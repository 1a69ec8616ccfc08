import type { PreflightAction } from '@offload/contracts';

/** As the scanner's collectors declare actions: some required, some optional, of several services. */
export const azureTestPreflight: readonly PreflightAction[] = [
  {
    action: 'Microsoft.Storage/storageAccounts/read',
    required: true,
    checks: ['azure.storage.account-tls', 'azure.storage.account-not-public'],
  },
  { action: 'Microsoft.Network/networkSecurityGroups/read', required: true, checks: ['azure.network.admin-ports'] },
  { action: 'Microsoft.Security/pricings/read', required: true, checks: ['azure.security.defender-on'] },
  { action: 'Microsoft.Insights/diagnosticSettings/read', required: true, checks: [] },
  { action: 'Microsoft.Web/sites/config/read', required: false, checks: ['azure.web.app-tls'] },
  { action: 'Microsoft.ContainerRegistry/registries/read', required: false, checks: [] },
];
