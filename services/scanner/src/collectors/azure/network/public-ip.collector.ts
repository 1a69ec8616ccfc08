import { azurePublicIp } from '@offload/contracts';
import { collector } from '../../../collector/collector.ts';
import { azureTags, refOf, refOrNull } from '../arm-resource.ts';
import { listedByGraph } from '../listed-by-graph.ts';

interface Properties {
  readonly ipAddress?: string | null;
  readonly publicIPAddressVersion?: string | null;
  readonly publicIPAllocationMethod?: string | null;
  readonly ipConfiguration?: { readonly id?: string } | null;
  readonly dnsSettings?: { readonly fqdn?: string | null } | null;
}

export const publicIpCollector = collector({
  resource: azurePublicIp,
  service: 'network',
  scope: 'region',
  ...listedByGraph<Properties>('Microsoft.Network/publicIPAddresses'),

  describe: ({ id, name, sku, tags, properties }) => ({
    ref: refOf(id),
    name,
    tags: azureTags(tags),
    fields: {
      address: properties.ipAddress ?? null,
      version: properties.publicIPAddressVersion ?? 'IPv4',
      allocation: properties.publicIPAllocationMethod ?? 'Dynamic',
      sku: sku?.name ?? null,
      attachedTo: refOrNull(properties.ipConfiguration),
      dnsName: properties.dnsSettings?.fqdn ?? null,
    },
  }),
});
