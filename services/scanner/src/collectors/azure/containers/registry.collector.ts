import { azureContainerRegistry } from '@offload/contracts';
import { collector } from '../../../collector/collector.ts';
import { azureTags, networkDefaultOf, refOf, type NetworkRuleSet } from '../arm-resource.ts';
import { listedByGraph } from '../listed-by-graph.ts';

interface Properties {
  readonly loginServer?: string | null;
  readonly creationDate?: string | null;
  readonly adminUserEnabled?: boolean | null;
  readonly anonymousPullEnabled?: boolean | null;
  readonly publicNetworkAccess?: string | null;
  readonly networkRuleSet?: NetworkRuleSet | null;
  readonly privateEndpointConnections?: readonly unknown[] | null;
  readonly encryption?: { readonly status?: string | null } | null;
}

export const containerRegistryCollector = collector({
  resource: azureContainerRegistry,
  service: 'containers',
  scope: 'region',
  ...listedByGraph<Properties>('Microsoft.ContainerRegistry/registries'),

  describe: ({ id, name, sku, tags, properties }) => ({
    ref: refOf(id),
    name,
    tags: azureTags(tags),
    fields: {
      loginServer: properties.loginServer ?? null,
      sku: sku?.name ?? null,
      createdAt: properties.creationDate ?? null,
      hasAdminUser: properties.adminUserEnabled === true,
      allowsAnonymousPull: properties.anonymousPullEnabled === true,
      publicNetworkAccess: properties.publicNetworkAccess ?? 'Enabled',
      networkDefault: networkDefaultOf(properties.networkRuleSet),
      privateEndpoints: properties.privateEndpointConnections?.length ?? 0,
      usesCustomerKey: properties.encryption?.status?.toLowerCase() === 'enabled',
    },
  }),
});
