import { azureVirtualNetwork } from '@offload/contracts';
import { collector } from '../../../collector/collector.ts';
import { azureTags, refOf, refOrNull } from '../arm-resource.ts';
import { listedByGraph } from '../listed-by-graph.ts';

interface Reference {
  readonly id?: string;
}

interface Properties {
  readonly addressSpace?: { readonly addressPrefixes?: readonly string[] | null } | null;
  readonly dhcpOptions?: { readonly dnsServers?: readonly string[] | null } | null;
  readonly enableDdosProtection?: boolean | null;
  readonly subnets?:
    | readonly {
        readonly name?: string | null;
        readonly properties?: {
          readonly addressPrefix?: string | null;
          readonly addressPrefixes?: readonly string[] | null;
          readonly networkSecurityGroup?: Reference | null;
          readonly routeTable?: Reference | null;
          readonly serviceEndpoints?: readonly { readonly service?: string }[] | null;
        };
      }[]
    | null;
  readonly virtualNetworkPeerings?:
    | readonly {
        readonly name?: string | null;
        readonly properties?: {
          readonly remoteVirtualNetwork?: Reference | null;
          readonly peeringState?: string | null;
          readonly allowForwardedTraffic?: boolean | null;
        };
      }[]
    | null;
}

export const virtualNetworkCollector = collector({
  resource: azureVirtualNetwork,
  service: 'network',
  scope: 'region',
  ...listedByGraph<Properties>('Microsoft.Network/virtualNetworks'),

  describe: ({ id, name, tags, properties }) => ({
    ref: refOf(id),
    name,
    tags: azureTags(tags),
    fields: {
      addressRanges: [...(properties.addressSpace?.addressPrefixes ?? [])],
      dnsServers: [...(properties.dhcpOptions?.dnsServers ?? [])],
      subnets: (properties.subnets ?? []).map((subnet) => ({
        name: subnet.name ?? '',
        addressRanges: [...(subnet.properties?.addressPrefixes ?? [subnet.properties?.addressPrefix ?? ''])].filter(Boolean),
        networkSecurityGroupId: refOrNull(subnet.properties?.networkSecurityGroup),
        routeTableId: refOrNull(subnet.properties?.routeTable),
        serviceEndpoints: (subnet.properties?.serviceEndpoints ?? []).map(({ service = '' }) => service).filter(Boolean),
      })),
      peerings: (properties.virtualNetworkPeerings ?? []).map((peering) => ({
        name: peering.name ?? '',
        remoteNetworkId: refOrNull(peering.properties?.remoteVirtualNetwork),
        state: peering.properties?.peeringState ?? 'Unknown',
        allowsForwardedTraffic: peering.properties?.allowForwardedTraffic === true,
      })),
      hasDdosProtection: properties.enableDdosProtection === true,
    },
  }),
});
