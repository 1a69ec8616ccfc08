import { azureFlowLog } from '@offload/contracts';
import { collector } from '../../../collector/collector.ts';
import { azureTags, refOf, refOrNull } from '../arm-resource.ts';
import { listedByGraph } from '../listed-by-graph.ts';

interface Properties {
  readonly enabled?: boolean | null;
  readonly targetResourceId?: string | null;
  readonly storageId?: string | null;
  readonly retentionPolicy?: { readonly enabled?: boolean | null; readonly days?: number | null } | null;
  readonly flowAnalyticsConfiguration?: {
    readonly networkWatcherFlowAnalyticsConfiguration?: { readonly enabled?: boolean | null; readonly workspaceResourceId?: string | null } | null;
  } | null;
}

export const flowLogCollector = collector({
  resource: azureFlowLog,
  service: 'network',
  scope: 'region',
  ...listedByGraph<Properties>('Microsoft.Network/networkWatchers/flowLogs'),

  describe({ id, name, tags, properties }) {
    const { retentionPolicy, flowAnalyticsConfiguration } = properties;
    const analytics = flowAnalyticsConfiguration?.networkWatcherFlowAnalyticsConfiguration;
    return {
      ref: refOf(id),
      name,
      tags: azureTags(tags),
      fields: {
        isEnabled: properties.enabled === true,
        targetId: refOrNull(properties.targetResourceId) ?? undefined,
        storageId: refOrNull(properties.storageId),
        // Without a policy, and with one of 0 days, nothing is ever deleted.
        retentionDays: retentionPolicy?.enabled ? retentionPolicy.days || null : null,
        analyticsWorkspaceId: analytics?.enabled ? refOrNull(analytics.workspaceResourceId) : null,
      },
    };
  },
});
