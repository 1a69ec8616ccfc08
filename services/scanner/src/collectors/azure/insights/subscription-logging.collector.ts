import type { DiagnosticSettingsResource } from '@azure/arm-monitor';
import { azureSubscriptionLogging } from '@offload/contracts';
import { azureMonitor } from '../../../clouds/azure/clients.ts';
import { collector } from '../../../collector/collector.ts';
import { refOrNull } from '../arm-resource.ts';
import { watchedOperations } from './alert-condition.ts';

export const subscriptionLoggingCollector = collector({
  resource: azureSubscriptionLogging,
  service: 'insights',
  scope: 'global',
  actions: ['Microsoft.Insights/diagnosticSettings/read'],
  access: azureMonitor,

  /** One resource: all that the subscription's settings come to. */
  async *pages({ monitor, accountId }) {
    const settings: DiagnosticSettingsResource[] = [];
    for await (const setting of monitor.diagnosticSettings.list(`subscriptions/${accountId}`)) settings.push(setting);
    yield [settings];
  },

  describe: (settings, { accountId }) => ({
    ref: `/subscriptions/${accountId}/providers/microsoft.insights/diagnosticsettings`,
    name: null,
    fields: {
      exports: settings.map((setting) => ({
        name: setting.name ?? '',
        categories: (setting.logs ?? []).filter(({ enabled }) => enabled).map(({ category, categoryGroup }) => category ?? categoryGroup ?? ''),
        workspaceId: refOrNull(setting.workspaceId),
        storageAccountId: refOrNull(setting.storageAccountId),
        goesToEventHub: Boolean(setting.eventHubAuthorizationRuleId),
      })),
    },
  }),

  parts: {
    watchedOperations: {
      actions: ['Microsoft.Insights/activityLogAlerts/read'],
      async read({ monitor, accountId }) {
        const watched = new Set<string>();
        for await (const alert of monitor.activityLogAlerts.listBySubscriptionId()) {
          for (const operation of watchedOperations(alert, accountId)) watched.add(operation);
        }
        return [...watched].sort();
      },
    },
  },
});
