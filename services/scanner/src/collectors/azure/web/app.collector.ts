import { azureWebApp } from '@offload/contracts';
import { collector } from '../../../collector/collector.ts';
import { azureTags, hasManagedIdentity, refOf } from '../arm-resource.ts';
import { listedByGraph } from '../listed-by-graph.ts';

interface Properties {
  readonly state?: string | null;
  readonly hostNames?: readonly string[] | null;
  readonly httpsOnly?: boolean | null;
  readonly clientCertEnabled?: boolean | null;
  readonly publicNetworkAccess?: string | null;
}

// Neither app settings nor connection strings: customers' secrets live there.
interface SiteConfiguration {
  readonly properties?: {
    readonly minTlsVersion?: string | null;
    readonly ftpsState?: string | null;
    readonly http20Enabled?: boolean | null;
    readonly remoteDebuggingEnabled?: boolean | null;
    readonly alwaysOn?: boolean | null;
    readonly linuxFxVersion?: string | null;
  };
}

export const webAppCollector = collector({
  resource: azureWebApp,
  service: 'web',
  scope: 'region',
  ...listedByGraph<Properties>('Microsoft.Web/sites'),

  describe: ({ id, name, kind, identity, tags, properties }) => ({
    ref: refOf(id),
    name,
    tags: azureTags(tags),
    fields: {
      kind: kind ?? null,
      state: properties.state ?? null,
      hostNames: [...(properties.hostNames ?? [])],
      refusesPlainHttp: properties.httpsOnly === true,
      requiresClientCertificate: properties.clientCertEnabled === true,
      hasManagedIdentity: hasManagedIdentity(identity),
      publicNetworkAccess: properties.publicNetworkAccess || 'Enabled',
    },
  }),

  parts: {
    configuration: {
      actions: ['Microsoft.Web/sites/config/read'],
      async read({ arm }, { id }) {
        const { properties = {} } = await arm.get<SiteConfiguration>(`${id}/config/web`, '2023-12-01');
        return {
          minimumTlsVersion: properties.minTlsVersion ?? null,
          ftpState: properties.ftpsState ?? null,
          usesHttp2: properties.http20Enabled === true,
          allowsRemoteDebugging: properties.remoteDebuggingEnabled === true,
          isAlwaysOn: properties.alwaysOn === true,
          linuxRuntime: properties.linuxFxVersion || null,
        };
      },
    },
  },
});
