/** The generated types: how many of an estate's resources are of each, where they lie, and what Azure calls them. */

export const GLOBAL = 'global';
export const primaryRegion = 'eastus';

/** The regions in which a subscription has resources, in the order of their names. */
export const regions: readonly string[] = ['centralus', primaryRegion, 'eastus2', 'northeurope', 'southeastasia', 'uksouth', 'westeurope', 'westus2'];

/** Tables of Resource Graph. */
export type GraphTable = 'resources' | 'authorizationresources' | 'securityresources';

export interface TypeSpec {
  /** As Azure writes it; its read action is `<armType>/read`. */
  armType: string;
  /** Where Resource Graph shows it; absent: nowhere. */
  table?: GraphTable;
  scope: 'region' | 'global';
  /** What the resource groups of the type are named after. Of those that are assessed, each has its own. */
  workload?: string;
  /** Part of the subscription's size. */
  of: number;
  /** At least so many in a subscription that is not empty; the first is in the primary region. */
  min?: number;
  /** At least so many in every region, or of a global type, also in an empty subscription. */
  minPerPlace?: number;
  /** Azure's own limits. */
  max?: number;
  /** false: not a resource of its own in the total. */
  isCounted?: boolean;
}

const types = {
  'virtual-machine': {
    armType: 'Microsoft.Compute/virtualMachines',
    table: 'resources',
    scope: 'region',
    workload: 'compute',
    of: 0.2,
    min: 2,
  },
  disk: { armType: 'Microsoft.Compute/disks', table: 'resources', scope: 'region', workload: 'compute', of: 0.26, min: 2 },
  'storage-account': {
    armType: 'Microsoft.Storage/storageAccounts',
    table: 'resources',
    scope: 'region',
    workload: 'storage',
    of: 0.1,
    min: 3,
  },
  'network-security-group': {
    armType: 'Microsoft.Network/networkSecurityGroups',
    table: 'resources',
    scope: 'region',
    workload: 'net',
    of: 0.08,
    min: 2,
  },
  'virtual-network': {
    armType: 'Microsoft.Network/virtualNetworks',
    table: 'resources',
    scope: 'region',
    workload: 'net',
    of: 0.02,
    min: 2,
  },
  'public-ip': {
    armType: 'Microsoft.Network/publicIPAddresses',
    table: 'resources',
    scope: 'region',
    workload: 'net',
    of: 0.06,
    min: 2,
  },
  'flow-log': { armType: 'Microsoft.Network/networkWatchers/flowLogs', table: 'resources', scope: 'region', of: 0.03, min: 2 },
  'sql-server': { armType: 'Microsoft.Sql/servers', table: 'resources', scope: 'region', workload: 'data', of: 0.02, min: 3 },
  // As many as servers make: two that people made, and `master`.
  'sql-database': { armType: 'Microsoft.Sql/servers/databases', table: 'resources', scope: 'region', workload: 'data', of: 0 },
  'postgresql-server': {
    armType: 'Microsoft.DBforPostgreSQL/flexibleServers',
    table: 'resources',
    scope: 'region',
    workload: 'postgres',
    of: 0.02,
    min: 2,
  },
  'key-vault': { armType: 'Microsoft.KeyVault/vaults', table: 'resources', scope: 'region', workload: 'secrets', of: 0.04, min: 3 },
  'web-app': { armType: 'Microsoft.Web/sites', table: 'resources', scope: 'region', workload: 'web', of: 0.06, min: 3 },
  cluster: {
    armType: 'Microsoft.ContainerService/managedClusters',
    table: 'resources',
    scope: 'region',
    workload: 'kube',
    of: 0.01,
    min: 2,
  },
  registry: {
    armType: 'Microsoft.ContainerRegistry/registries',
    table: 'resources',
    scope: 'region',
    workload: 'registry',
    of: 0.01,
    min: 2,
  },
  'managed-identity': {
    armType: 'Microsoft.ManagedIdentity/userAssignedIdentities',
    table: 'resources',
    scope: 'region',
    workload: 'identity',
    of: 0.03,
    min: 2,
  },
  'role-assignment': {
    armType: 'Microsoft.Authorization/roleAssignments',
    table: 'authorizationresources',
    scope: 'global',
    of: 0.04,
    min: 6,
    max: 4000,
  },
  'role-definition': {
    armType: 'Microsoft.Authorization/roleDefinitions',
    table: 'authorizationresources',
    scope: 'global',
    of: 0.01,
    min: 3,
    max: 5000,
  },
  'activity-log-alert': { armType: 'Microsoft.Insights/activityLogAlerts', scope: 'global', of: 0.01, min: 4, max: 100 },
  'diagnostic-setting': { armType: 'Microsoft.Insights/diagnosticSettings', scope: 'global', of: 0, isCounted: false },
  'defender-plan': { armType: 'Microsoft.Security/pricings', scope: 'global', of: 0, minPerPlace: 15 },
  'secure-score': { armType: 'Microsoft.Security/secureScores', scope: 'global', of: 0, minPerPlace: 1 },
  // One for each resource that is assessed.
  assessment: { armType: 'Microsoft.Security/assessments', table: 'securityresources', scope: 'region', of: 0, isCounted: false },
  alert: { armType: 'Microsoft.Security/alerts', scope: 'global', of: 0.05, min: 8, isCounted: false },
  // What is kept of 90 days.
  'log-event': {
    armType: 'Microsoft.Insights/eventtypes/values',
    scope: 'global',
    of: 0.5,
    min: 120,
    // Two hours apart, 90 days are kept.
    max: 1080,
    isCounted: false,
  },
} as const satisfies Record<string, TypeSpec>;

export type AzureType = keyof typeof types;

export const specs: Record<AzureType, TypeSpec> = types;
export const allTypes = Object.keys(types) as AzureType[];

/** The types that Defender assesses, in the order of the names of their resource groups. */
export const assessedTypes = (
  ['virtual-machine', 'sql-server', 'cluster', 'network-security-group', 'registry', 'key-vault', 'storage-account', 'web-app'] as const
).toSorted((one, other) => (types[one].workload < types[other].workload ? -1 : 1));

/** The namespaces that a subscription may have registered. */
export const namespaces = [...new Set(allTypes.map((type) => specs[type].armType.split('/')[0]!)), 'Microsoft.Resources', 'Microsoft.Web'].filter(
  (namespace, position, all) => all.indexOf(namespace) === position,
);
