/** Azure Monitor in a subscription: alerts on its activity log, and where the log is sent. */
import type { Estate } from './estate.ts';
import { nameOf } from './names.ts';
import type { ArmResource } from './resource.ts';
import { GLOBAL } from './resource-types.ts';
import { tagsOf } from './tags.ts';

/** What the CIS benchmark wants alerts on, 6.2.1 to 6.2.10, and what people watch beside that. */
const watched = [
  'Microsoft.Authorization/policyAssignments/write',
  'Microsoft.Authorization/policyAssignments/delete',
  'Microsoft.Network/networkSecurityGroups/write',
  'Microsoft.Network/networkSecurityGroups/delete',
  'Microsoft.Security/securitySolutions/write',
  'Microsoft.Security/securitySolutions/delete',
  'Microsoft.Sql/servers/firewallRules/write',
  'Microsoft.Sql/servers/firewallRules/delete',
  'Microsoft.Network/publicIPAddresses/write',
  'Microsoft.Network/publicIPAddresses/delete',
] as const;

export function activityLogAlertAt(estate: Estate, _location: string, index: number): ArmResource {
  const dice = estate.dice('activity-log-alert', GLOBAL, index);
  const operation = watched[index] ?? dice.pick('operation', ['Microsoft.Compute/virtualMachines/delete', 'Microsoft.KeyVault/vaults/delete']);
  const name = nameOf('alert', index);
  return {
    id: `${estate.scope}/resourceGroups/rg-shared/providers/Microsoft.Insights/activityLogAlerts/${name}`,
    name,
    location: 'Global',
    tags: tagsOf(dice),
    properties: {
      enabled: dice.chance('enabled', 0.9),
      description: `Told of ${operation}`,
      scopes: [dice.chance('whole', 0.9) ? estate.scope : `${estate.scope}/resourceGroups/rg-shared`],
      condition: {
        allOf: [
          { field: 'category', equals: 'Administrative' },
          dice.chance('any of', 0.2) ? { anyOf: [{ field: 'operationName', equals: operation }] } : { field: 'operationName', equals: operation },
          ...(dice.chance('narrow', 0.1) ? [{ field: 'level', equals: 'Error' }] : []),
        ],
      },
      actions: {
        actionGroups: [
          {
            actionGroupId: `${estate.scope}/resourceGroups/rg-shared/providers/microsoft.insights/actionGroups/on-call`,
            webhookProperties: {},
          },
        ],
      },
    },
  };
}

const categories = ['Administrative', 'Security', 'ServiceHealth', 'Alert', 'Recommendation', 'Policy', 'Autoscale', 'ResourceHealth'] as const;

/** Where the activity log of the subscription is sent. */
export function diagnosticSettingAt(estate: Estate, _location: string, index: number): ArmResource {
  const dice = estate.dice('diagnostic-setting', GLOBAL, index);
  const name = `export-${index}`;
  const sendsAll = dice.chance('all', 0.5);
  const shared = `${estate.scope}/resourceGroups/rg-shared/providers`;
  return {
    id: `${estate.scope}/providers/Microsoft.Insights/diagnosticSettings/${name}`,
    name,
    properties: {
      ...(index === 0
        ? {
            workspaceId: `${shared}/Microsoft.OperationalInsights/workspaces/logs`,
          }
        : {
            storageAccountId: `${shared}/Microsoft.Storage/storageAccounts/logs`,
          }),
      logs: categories.map((category) => ({ category, enabled: sendsAll || category === 'Administrative' })),
      metrics: [],
    },
  };
}
