import { azureSqlServer } from '@offload/contracts';
import { collector } from '../../../collector/collector.ts';
import { azureTags, hasManagedIdentity, refOf } from '../arm-resource.ts';
import { listedByGraph } from '../listed-by-graph.ts';

const apiVersion = '2021-11-01';

// Without the administrator's login: with the host it is half of a way in.
interface Properties {
  readonly version?: string | null;
  readonly fullyQualifiedDomainName?: string | null;
  readonly minimalTlsVersion?: string | null;
  readonly publicNetworkAccess?: string | null;
  readonly privateEndpointConnections?: readonly unknown[] | null;
  readonly administrators?: { readonly azureADOnlyAuthentication?: boolean | null } | null;
}

interface FirewallRule {
  readonly name?: string | null;
  readonly properties?: { readonly startIpAddress?: string | null; readonly endIpAddress?: string | null };
}

interface AuditingSettings {
  readonly properties?: {
    readonly state?: string | null;
    readonly retentionDays?: number | null;
    readonly isAzureMonitorTargetEnabled?: boolean | null;
  };
}

export const sqlServerCollector = collector({
  resource: azureSqlServer,
  service: 'sql',
  scope: 'region',
  ...listedByGraph<Properties>('Microsoft.Sql/servers'),

  describe: ({ id, name, identity, tags, properties }) => ({
    ref: refOf(id),
    name,
    tags: azureTags(tags),
    fields: {
      version: properties.version ?? null,
      host: properties.fullyQualifiedDomainName ?? null,
      minimumTlsVersion: properties.minimalTlsVersion ?? null,
      publicNetworkAccess: properties.publicNetworkAccess ?? 'Enabled',
      privateEndpoints: properties.privateEndpointConnections?.length ?? 0,
      hasManagedIdentity: hasManagedIdentity(identity),
      entraAdministrator: properties.administrators ? { refusesSqlLogins: properties.administrators.azureADOnlyAuthentication === true } : null,
    },
  }),

  parts: {
    firewallRules: {
      actions: ['Microsoft.Sql/servers/firewallRules/read'],
      async read({ arm }, { id }) {
        const rules: FirewallRule[] = [];
        for await (const page of arm.pages<FirewallRule>(`${id}/firewallRules`, apiVersion)) rules.push(...page);
        return rules.map(({ name, properties }) => ({
          name: name ?? '',
          from: properties?.startIpAddress ?? '',
          to: properties?.endIpAddress ?? '',
        }));
      },
    },
    auditing: {
      actions: ['Microsoft.Sql/servers/auditingSettings/read'],
      async read({ arm }, { id }) {
        const { properties } = await arm.get<AuditingSettings>(`${id}/auditingSettings/default`, apiVersion);
        return {
          isEnabled: properties?.state === 'Enabled',
          retentionDays: properties?.retentionDays ?? 0,
          goesToAzureMonitor: properties?.isAzureMonitorTargetEnabled === true,
        };
      },
    },
  },
});
