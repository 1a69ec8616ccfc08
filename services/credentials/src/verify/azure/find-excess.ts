import { matches, type EffectivePermissions } from './effective-permissions.ts';

export interface AzureExcess {
  /** What the application may do beyond reading: actions, or the patterns of a role that name none of the known ones. */
  excessive: string[];
  notices: string[];
}

/** Actions that nobody who only reads may have: what they allow is enough to change, destroy, take over or read secrets. */
const sentinels = [
  'Microsoft.Authorization/roleAssignments/write',
  'Microsoft.Authorization/roleDefinitions/write',
  'Microsoft.Authorization/elevateAccess/action',
  'Microsoft.Authorization/locks/delete',
  'Microsoft.Authorization/policyAssignments/write',
  'Microsoft.Resources/subscriptions/resourceGroups/write',
  'Microsoft.Resources/subscriptions/resourceGroups/delete',
  'Microsoft.Resources/deployments/write',
  'Microsoft.Compute/virtualMachines/write',
  'Microsoft.Compute/virtualMachines/delete',
  'Microsoft.Compute/virtualMachines/runCommand/action',
  'Microsoft.Compute/disks/beginGetAccess/action',
  'Microsoft.Network/networkSecurityGroups/write',
  'Microsoft.Network/networkSecurityGroups/securityRules/write',
  'Microsoft.Storage/storageAccounts/write',
  'Microsoft.Storage/storageAccounts/delete',
  'Microsoft.Storage/storageAccounts/listKeys/action',
  'Microsoft.Storage/storageAccounts/listAccountSas/action',
  'Microsoft.Sql/servers/write',
  'Microsoft.Sql/servers/databases/delete',
  'Microsoft.Sql/servers/firewallRules/write',
  'Microsoft.KeyVault/vaults/write',
  'Microsoft.KeyVault/vaults/delete',
  'Microsoft.KeyVault/vaults/accessPolicies/write',
  'Microsoft.Web/sites/write',
  'Microsoft.Web/sites/config/list/action',
  'Microsoft.Web/sites/publishxml/action',
  'Microsoft.ContainerService/managedClusters/listClusterAdminCredential/action',
  'Microsoft.ContainerRegistry/registries/listCredentials/action',
  'Microsoft.ManagedIdentity/userAssignedIdentities/assign/action',
  'Microsoft.Insights/diagnosticSettings/delete',
  'Microsoft.Insights/activityLogAlerts/delete',
  'Microsoft.Security/pricings/write',
];

/** What the roles that we ask for grant beside reads: Security Reader, Log Analytics Reader, Storage Blob Data Reader. */
const ofRequiredRoles = new Set(
  [
    'Microsoft.Security/iotDefenderSettings/packageDownloads/action',
    'Microsoft.Security/iotDefenderSettings/downloadManagerActivation/action',
    'Microsoft.Security/iotSensors/downloadResetPassword/action',
    'Microsoft.IoTSecurity/defenderSettings/packageDownloads/action',
    'Microsoft.IoTSecurity/defenderSettings/downloadManagerActivation/action',
    'Microsoft.OperationalInsights/workspaces/analytics/query/action',
    'Microsoft.OperationalInsights/workspaces/search/action',
    'Microsoft.Support/*',
    'Microsoft.Storage/storageAccounts/blobServices/generateUserDelegationKey/action',
  ].map((action) => action.toLowerCase()),
);

/** Access to data that changes it, or is worth as much as changing it. */
const dataSentinels = [
  'Microsoft.Storage/storageAccounts/blobServices/containers/blobs/write',
  'Microsoft.Storage/storageAccounts/blobServices/containers/blobs/delete',
  'Microsoft.KeyVault/vaults/secrets/getSecret/action',
  'Microsoft.KeyVault/vaults/keys/decrypt/action',
  'Microsoft.ContainerService/managedClusters/*/write',
];

const reads = /\/read$/i;

/** What an application may do that a reader must not. Calls nothing: it reads what Azure says that the roles grant. */
export function findExcess(permissions: EffectivePermissions): AzureExcess {
  const excessive = new Set<string>();

  for (const { actions = [], dataActions = [] } of permissions.grants) {
    for (const pattern of actions) {
      if (reads.test(pattern) || ofRequiredRoles.has(pattern.toLowerCase())) continue;
      for (const name of named(pattern, sentinels, permissions.allows)) excessive.add(name);
    }
    for (const pattern of dataActions) {
      if (reads.test(pattern)) continue;
      for (const name of named(pattern, dataSentinels, permissions.allowsData)) excessive.add(name);
    }
  }

  return { excessive: [...excessive], notices: dataReadsOf(permissions) };
}

/**
 * The known actions that a pattern lets through; the pattern itself, where no known one tells. A pattern without a wildcard says exactly what it
 * allows, unless something denies it.
 */
function named(pattern: string, known: readonly string[], allows: (action: string) => boolean): string[] {
  if (!pattern.includes('*')) return allows(pattern) ? [pattern] : [];
  const found = known.filter((action) => matches(pattern, action) && allows(action));
  return found.length > 0 ? found : [pattern];
}

/** Reads of data are within what a customer may grant (Storage Blob Data Reader), and never made. */
function dataReadsOf({ grants, allowsData }: EffectivePermissions): string[] {
  const patterns = new Set(grants.flatMap(({ dataActions = [] }) => dataActions.filter((pattern) => reads.test(pattern))));
  const allowed = [...patterns].filter((pattern) => pattern.includes('*') || allowsData(pattern));
  if (allowed.length === 0) return [];
  return [`The application may read data (${allowed.join(', ')}). The platform never does; a stricter assignment would not allow it.`];
}
