import type { ActivityLogAlertResource } from '@azure/arm-monitor';
import { azureActivityLogAlert } from '@offload/contracts';
import { azureMonitor } from '../../../clouds/azure/clients.ts';
import { collector } from '../../../collector/collector.ts';
import { azureTags, refOf } from '../arm-resource.ts';
import { valuesOf } from './alert-condition.ts';

export const activityLogAlertCollector = collector({
  resource: azureActivityLogAlert,
  service: 'insights',
  scope: 'global',
  actions: ['Microsoft.Insights/activityLogAlerts/read'],
  access: azureMonitor,

  pages: ({ monitor }): AsyncIterable<readonly ActivityLogAlertResource[]> => monitor.activityLogAlerts.listBySubscriptionId().byPage(),

  describe: (alert) => ({
    ref: refOf(alert.id ?? ''),
    name: alert.name ?? null,
    tags: azureTags(alert.tags),
    fields: {
      // On, unless it says otherwise.
      isEnabled: alert.enabled !== false,
      scopes: (alert.scopes ?? []).map(refOf),
      conditions: (alert.condition?.allOf ?? []).map((condition) => ({ field: condition.field ?? null, values: valuesOf(condition) })),
      actionGroupIds: (alert.actions?.actionGroups ?? []).map(({ actionGroupId }) => refOf(actionGroupId ?? '')),
    },
  }),
});
