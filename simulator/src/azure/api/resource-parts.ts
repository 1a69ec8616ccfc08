/** What Resource Graph does not show of a resource: it has a GET of its own. */
import { armErrors } from '../arm/arm-error.ts';
import { page } from '../arm/page.ts';
import type { Call, Operation } from '../call.ts';
import type { ArmResource } from '../estate/resource.ts';
import { specs, type AzureType } from '../estate/resource-types.ts';

const group = '/subscriptions/{subscriptionId}/resourceGroups/{group}/providers';
const server = `${group}/Microsoft.Sql/servers/{server}`;
const rulesPerPage = 2;

export const resourcePartOperations: readonly Operation[] = [
  {
    id: 'arm.BlobServices_GetServiceProperties',
    verb: 'GET',
    path: `${group}/Microsoft.Storage/storageAccounts/{account}/blobServices/default`,
    apiVersions: ['2021-09-01', '2023-01-01', '2023-05-01'],
    actions: ['Microsoft.Storage/storageAccounts/blobServices/read'],
    answer(call) {
      const { parts } = ownerOf(call, 'storage-account', '/blobServices/default');
      if (!parts?.blobService) throw armErrors.featureNotSupported();
      return part(call, 'Microsoft.Storage/storageAccounts/blobServices', parts.blobService);
    },
  },
  {
    id: 'arm.FirewallRules_ListByServer',
    verb: 'GET',
    path: `${server}/firewallRules`,
    apiVersions: ['2021-11-01', '2023-08-01'],
    actions: ['Microsoft.Sql/servers/firewallRules/read'],
    answer: (call) => page(call, ownerOf(call, 'sql-server', '/firewallRules').parts!.firewallRules as object[], rulesPerPage),
  },
  {
    id: 'arm.ServerBlobAuditingPolicies_Get',
    verb: 'GET',
    path: `${server}/auditingSettings/default`,
    apiVersions: ['2021-11-01', '2023-08-01'],
    actions: ['Microsoft.Sql/servers/auditingSettings/read'],
    answer: (call) => part(call, 'Microsoft.Sql/servers/auditingSettings', ownerOf(call, 'sql-server', '/auditingSettings/default').parts!.auditing),
  },
  {
    id: 'arm.TransparentDataEncryptions_Get',
    verb: 'GET',
    path: `${server}/databases/{database}/transparentDataEncryption/current`,
    apiVersions: ['2021-11-01', '2023-08-01'],
    actions: ['Microsoft.Sql/servers/databases/transparentDataEncryption/read'],
    answer(call) {
      const { parts } = ownerOf(call, 'sql-database', '/transparentDataEncryption/current');
      return part(call, 'Microsoft.Sql/servers/databases/transparentDataEncryption', parts!.encryption);
    },
  },
  {
    id: 'arm.Configurations_Get',
    verb: 'GET',
    path: `${group}/Microsoft.DBforPostgreSQL/flexibleServers/{server}/configurations/{parameter}`,
    apiVersions: ['2022-12-01', '2024-08-01'],
    actions: ['Microsoft.DBforPostgreSQL/flexibleServers/configurations/read'],
    answer(call) {
      const parameter = call.path.split('/').at(-1)!;
      const { parts } = ownerOf(call, 'postgresql-server', `/configurations/${parameter}`);
      const value = (parts!.parameters as Record<string, string>)[parameter];
      if (value === undefined) throw armErrors.parentNotFound(`configurations/${parameter}`);
      return part(call, 'Microsoft.DBforPostgreSQL/flexibleServers/configurations', { value, source: 'user-override' });
    },
  },
  {
    id: 'arm.WebApps_GetConfiguration',
    verb: 'GET',
    path: `${group}/Microsoft.Web/sites/{site}/config/web`,
    apiVersions: ['2022-03-01', '2023-12-01'],
    actions: ['Microsoft.Web/sites/config/read'],
    answer: (call) => part(call, 'Microsoft.Web/sites/config', ownerOf(call, 'web-app', '/config/web').parts!.configuration),
  },
  {
    // Where the settings of an app are read: a reader may not.
    id: 'arm.WebApps_ListApplicationSettings',
    verb: 'POST',
    path: `${group}/Microsoft.Web/sites/{site}/config/appsettings/list`,
    apiVersions: ['2022-03-01', '2023-12-01'],
    actions: ['Microsoft.Web/sites/config/list/action'],
    answer(call) {
      const { parts } = ownerOf(call, 'web-app', '/config/appsettings/list');
      return part(call, 'Microsoft.Web/sites/config', parts!.applicationSettings);
    },
  },
];

/** The resource that the path is about, less what follows its id. */
function ownerOf({ path, subscription }: Call, type: AzureType, suffix: string): ArmResource {
  const id = decodeURIComponent(path.replace(/\/$/, '').slice(0, -suffix.length));
  const found = subscription.estate.find(type, id);
  if (!found) throw armErrors.parentNotFound(`${specs[type].armType.split('/').at(-1)}/${id.split('/').at(-1)}`);
  return found;
}

const part = ({ path }: Call, type: string, properties: unknown): object => ({ id: path, name: path.split('/').at(-1), type, properties });
