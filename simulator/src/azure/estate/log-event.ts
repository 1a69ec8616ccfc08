/** The activity log: what was done, what was warned of, what failed. */
import type { Estate } from './estate.ts';
import { guidFrom } from './names.ts';
import type { ArmResource } from './resource.ts';
import { GLOBAL, primaryRegion, specs, type AzureType } from './resource-types.ts';

const done: readonly { operation: string; title: string; on: AzureType }[] = [
  { operation: 'Microsoft.Compute/virtualMachines/write', title: 'Create or Update Virtual Machine', on: 'virtual-machine' },
  { operation: 'Microsoft.Compute/virtualMachines/start/action', title: 'Start Virtual Machine', on: 'virtual-machine' },
  { operation: 'Microsoft.Compute/disks/delete', title: 'Delete Disk', on: 'disk' },
  {
    operation: 'Microsoft.Network/networkSecurityGroups/securityRules/write',
    title: 'Create or Update Security Rule',
    on: 'network-security-group',
  },
  { operation: 'Microsoft.Storage/storageAccounts/write', title: 'Create/Update Storage Account', on: 'storage-account' },
  { operation: 'Microsoft.Storage/storageAccounts/listKeys/action', title: 'List Storage Account Keys', on: 'storage-account' },
  { operation: 'Microsoft.Sql/servers/firewallRules/write', title: 'Update SQL server firewall rules', on: 'sql-server' },
  { operation: 'Microsoft.KeyVault/vaults/write', title: 'Update Key Vault', on: 'key-vault' },
  { operation: 'Microsoft.Web/sites/config/write', title: 'Update Web App configuration', on: 'web-app' },
];

const warned: readonly {
  category: string;
  operation: string;
  title: string;
  on: AzureType;
}[] = [
  {
    category: 'Security',
    operation: 'Microsoft.Security/locations/alerts/activate/action',
    title: 'Suspicious sign-in to a virtual machine',
    on: 'virtual-machine',
  },
  {
    category: 'Alert',
    operation: 'Microsoft.Insights/metricAlerts/activated/action',
    title: 'Metric alert activated',
    on: 'web-app',
  },
];

const HOURS_APART = 2;

/**
 * Entry `index` of the log, the newest first: one about every two hours, one in eight of which warns of something. What was sent holds
 * customers' secrets.
 */
export function logEventAt(estate: Estate, _location: string, index: number): ArmResource {
  const { subscriptionId, tenantId, canary } = estate.options;
  const dice = estate.dice('log-event', GLOBAL, index);
  const warning = dice.chance('warning', 0.125) ? dice.pick('warned', warned) : undefined;
  const { operation, title, on } = warning ?? dice.pick('done', done);
  const subjects = estate.generated(on, primaryRegion);
  const resourceId = subjects === 0 ? estate.scope : estate.idAt(on, primaryRegion, dice.int('subject', subjects));
  const [namespace = ''] = operation.split('/');
  const eventTimestamp = estate.daysAgo((index * HOURS_APART + dice.real('jitter')) / 24);
  const eventDataId = guidFrom(dice, 'event');
  const correlationId = guidFrom(dice, 'correlation');
  const hasFailed = dice.chance('failed', 0.08);
  const status = warning ? dice.pick('state', ['Active', 'Resolved']) : hasFailed ? 'Failed' : 'Succeeded';
  const caller = warning ? null : dice.pick('caller', ['dev@example.com', 'ops@example.com', guidFrom(dice, 'application')]);
  return {
    id: `${resourceId}/events/${eventDataId}/ticks/${new Date(eventTimestamp).getTime()}`,
    name: eventDataId,
    properties: {
      authorization: { action: operation, scope: resourceId },
      ...(caller && { caller, claims: { appid: guidFrom(dice, 'application'), token: canary } }),
      channels: 'Operation',
      category: named(warning?.category ?? 'Administrative'),
      correlationId,
      description: warning ? `${title} on ${resourceId.split('/').at(-1)}.` : '',
      eventDataId,
      eventName: named('EndRequest'),
      eventTimestamp,
      ...(caller && {
        httpRequest: { clientRequestId: correlationId, clientIpAddress: `203.0.113.${dice.int('ip', 250)}`, method: 'PUT' },
      }),
      level: warning ? dice.pick('level', ['Critical', 'Error', 'Warning']) : hasFailed ? 'Error' : 'Informational',
      operationId: correlationId,
      operationName: named(operation, title),
      properties: {
        requestbody: JSON.stringify({ properties: { administratorLoginPassword: canary } }),
        eventCategory: warning?.category ?? 'Administrative',
      },
      resourceGroupName: /\/resourceGroups\/([^/]+)/.exec(resourceId)?.[1] ?? '',
      resourceId,
      resourceProviderName: named(namespace),
      resourceType: named(subjects === 0 ? 'Microsoft.Resources/subscriptions' : specs[on].armType),
      status: named(status),
      subStatus: named(''),
      submissionTimestamp: eventTimestamp,
      subscriptionId,
      tenantId,
    },
  };
}

const named = (value: string, localizedValue = value): { value: string; localizedValue: string } => ({ value, localizedValue });
