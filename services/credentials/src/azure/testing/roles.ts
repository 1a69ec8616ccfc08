import type { ArmPermission } from '../../verify/azure/effective-permissions.ts';

/** https://learn.microsoft.com/azure/role-based-access-control/built-in-roles, as the permissions API shows them. */
export const reader: ArmPermission = { actions: ['*/read'], notActions: [], dataActions: [], notDataActions: [] };

const securityReader: ArmPermission = {
  actions: [
    'Microsoft.Authorization/*/read',
    'Microsoft.Insights/alertRules/read',
    'Microsoft.operationalInsights/workspaces/*/read',
    'Microsoft.Resources/deployments/*/read',
    'Microsoft.Resources/subscriptions/resourceGroups/read',
    'Microsoft.Security/*/read',
    'Microsoft.IoTSecurity/*/read',
    'Microsoft.Support/*/read',
    'Microsoft.Security/iotDefenderSettings/packageDownloads/action',
    'Microsoft.Security/iotDefenderSettings/downloadManagerActivation/action',
    'Microsoft.Security/iotSensors/downloadResetPassword/action',
    'Microsoft.IoTSecurity/defenderSettings/packageDownloads/action',
    'Microsoft.IoTSecurity/defenderSettings/downloadManagerActivation/action',
    'Microsoft.Management/managementGroups/read',
  ],
  notActions: [],
};

const logAnalyticsReader: ArmPermission = {
  actions: [
    '*/read',
    'Microsoft.OperationalInsights/workspaces/analytics/query/action',
    'Microsoft.OperationalInsights/workspaces/search/action',
    'Microsoft.Support/*',
  ],
  notActions: ['Microsoft.OperationalInsights/workspaces/sharedKeys/read'],
};

export const blobDataReader: ArmPermission = {
  actions: [
    'Microsoft.Storage/storageAccounts/blobServices/containers/read',
    'Microsoft.Storage/storageAccounts/blobServices/generateUserDelegationKey/action',
  ],
  dataActions: ['Microsoft.Storage/storageAccounts/blobServices/containers/blobs/read'],
};

export const contributor: ArmPermission = {
  actions: ['*'],
  notActions: [
    'Microsoft.Authorization/*/Delete',
    'Microsoft.Authorization/*/Write',
    'Microsoft.Authorization/elevateAccess/Action',
    'Microsoft.Blueprint/blueprintAssignments/write',
    'Microsoft.Blueprint/blueprintAssignments/delete',
    'Microsoft.Compute/galleries/share/action',
  ],
};

export const owner: ArmPermission = { actions: ['*'], notActions: [] };

/** What the customer's Terraform assigns. */
export const readerRoles = (): ArmPermission[] => [reader, securityReader, logAnalyticsReader];
