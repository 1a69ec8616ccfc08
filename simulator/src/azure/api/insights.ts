/** Azure Monitor: alerts on the activity log, and where the log is sent. */
import { page } from '../arm/page.ts';
import type { Operation } from '../call.ts';
import { specs } from '../estate/resource-types.ts';
import { activityLogOperations } from './activity-log.ts';

const prefix = '/subscriptions/{subscriptionId}/providers/Microsoft.Insights';

export const insightsOperations: readonly Operation[] = [
  {
    id: 'arm.ActivityLogAlerts_ListBySubscriptionId',
    verb: 'GET',
    path: `${prefix}/activityLogAlerts`,
    apiVersions: ['2020-10-01', '2023-01-01-preview'],
    actions: ['Microsoft.Insights/activityLogAlerts/read'],
    answer: (call) =>
      page(
        call,
        [...call.subscription.estate.all('activity-log-alert')].map((one) => ({ ...one, type: specs['activity-log-alert'].armType })),
        20,
      ),
  },
  {
    id: 'arm.DiagnosticSettings_List',
    verb: 'GET',
    path: `${prefix}/diagnosticSettings`,
    apiVersions: ['2021-05-01-preview'],
    actions: ['Microsoft.Insights/diagnosticSettings/read'],
    answer: ({ subscription }) => ({
      value: [...subscription.estate.all('diagnostic-setting')].map((one) => ({ ...one, type: specs['diagnostic-setting'].armType })),
    }),
  },
  ...activityLogOperations,
];
