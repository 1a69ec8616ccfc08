import { azurePostgresqlFlexibleServer } from '@offload/contracts';
import { collector } from '../../../collector/collector.ts';
import { azureTags, refOf } from '../arm-resource.ts';
import { listedByGraph } from '../listed-by-graph.ts';

interface Properties {
  readonly version?: string | null;
  readonly state?: string | null;
  readonly fullyQualifiedDomainName?: string | null;
  readonly network?: { readonly publicNetworkAccess?: string | null } | null;
  readonly authConfig?: { readonly activeDirectoryAuth?: string | null; readonly passwordAuth?: string | null } | null;
  readonly backup?: { readonly backupRetentionDays?: number | null; readonly geoRedundantBackup?: string | null } | null;
  readonly highAvailability?: { readonly mode?: string | null } | null;
  readonly dataEncryption?: { readonly primaryKeyURI?: string | null } | null;
}

interface ServerParameter {
  readonly properties?: { readonly value?: string | null };
}

export const postgresqlFlexibleServerCollector = collector({
  resource: azurePostgresqlFlexibleServer,
  service: 'postgresql',
  scope: 'region',
  ...listedByGraph<Properties>('Microsoft.DBforPostgreSQL/flexibleServers'),

  describe: ({ id, name, tags, properties }) => ({
    ref: refOf(id),
    name,
    tags: azureTags(tags),
    fields: {
      version: properties.version ?? null,
      state: properties.state ?? null,
      host: properties.fullyQualifiedDomainName ?? null,
      publicNetworkAccess: properties.network?.publicNetworkAccess ?? 'Enabled',
      acceptsEntraLogins: properties.authConfig?.activeDirectoryAuth === 'Enabled',
      // The only way in before there was a choice.
      acceptsPasswords: properties.authConfig?.passwordAuth !== 'Disabled',
      backupRetentionDays: properties.backup?.backupRetentionDays ?? null,
      hasGeoBackup: properties.backup?.geoRedundantBackup === 'Enabled',
      isHighlyAvailable: !['', 'Disabled'].includes(properties.highAvailability?.mode ?? ''),
      customerKeyUri: properties.dataEncryption?.primaryKeyURI ?? null,
    },
  }),

  parts: {
    transport: {
      actions: ['Microsoft.DBforPostgreSQL/flexibleServers/configurations/read'],
      async read({ arm }, { id }) {
        const { properties } = await arm.get<ServerParameter>(`${id}/configurations/require_secure_transport`, '2022-12-01');
        return { requiresTls: properties?.value?.toLowerCase() === 'on' };
      },
    },
  },
});
