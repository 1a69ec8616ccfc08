import { azureContainerServiceCluster } from '@offload/contracts';
import { collector } from '../../../collector/collector.ts';
import { azureTags, hasManagedIdentity, refOf } from '../arm-resource.ts';
import { listedByGraph } from '../listed-by-graph.ts';

interface Properties {
  readonly kubernetesVersion?: string | null;
  readonly fqdn?: string | null;
  readonly privateFQDN?: string | null;
  readonly enableRBAC?: boolean | null;
  readonly disableLocalAccounts?: boolean | null;
  readonly aadProfile?: object | null;
  readonly apiServerAccessProfile?: { readonly enablePrivateCluster?: boolean | null; readonly authorizedIPRanges?: readonly string[] | null } | null;
  readonly networkProfile?: { readonly networkPlugin?: string | null; readonly networkPolicy?: string | null } | null;
  readonly securityProfile?: { readonly defender?: { readonly securityMonitoring?: { readonly enabled?: boolean | null } | null } | null } | null;
  readonly agentPoolProfiles?:
    | readonly { readonly name?: string | null; readonly count?: number | null; readonly vmSize?: string | null; readonly mode?: string | null }[]
    | null;
}

export const containerServiceClusterCollector = collector({
  resource: azureContainerServiceCluster,
  service: 'containers',
  scope: 'region',
  ...listedByGraph<Properties>('Microsoft.ContainerService/managedClusters'),

  describe: ({ id, name, identity, tags, properties }) => ({
    ref: refOf(id),
    name,
    tags: azureTags(tags),
    fields: {
      kubernetesVersion: properties.kubernetesVersion ?? null,
      host: properties.fqdn ?? properties.privateFQDN ?? null,
      isPrivate: properties.apiServerAccessProfile?.enablePrivateCluster === true,
      authorizedIpRanges: [...(properties.apiServerAccessProfile?.authorizedIPRanges ?? [])],
      usesRoles: properties.enableRBAC === true,
      usesEntra: Boolean(properties.aadProfile),
      allowsLocalAccounts: properties.disableLocalAccounts !== true,
      networkPlugin: properties.networkProfile?.networkPlugin ?? null,
      networkPolicy: properties.networkProfile?.networkPolicy ?? null,
      hasDefender: properties.securityProfile?.defender?.securityMonitoring?.enabled === true,
      hasManagedIdentity: hasManagedIdentity(identity),
      nodePools: (properties.agentPoolProfiles ?? []).map((pool) => ({
        name: pool.name ?? '',
        nodes: pool.count ?? 0,
        size: pool.vmSize ?? null,
        mode: pool.mode ?? null,
      })),
    },
  }),
});
