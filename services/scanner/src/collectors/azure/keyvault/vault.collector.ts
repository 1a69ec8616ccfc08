import { azureKeyVault } from '@offload/contracts';
import { collector } from '../../../collector/collector.ts';
import { azureTags, networkDefaultOf, refOf, trustsAzureServices, type NetworkRuleSet } from '../arm-resource.ts';
import { listedByGraph } from '../listed-by-graph.ts';

interface Properties {
  readonly vaultUri?: string | null;
  readonly sku?: { readonly name?: string | null } | null;
  readonly enableRbacAuthorization?: boolean | null;
  readonly accessPolicies?: readonly unknown[] | null;
  readonly enableSoftDelete?: boolean | null;
  readonly softDeleteRetentionInDays?: number | null;
  readonly enablePurgeProtection?: boolean | null;
  readonly publicNetworkAccess?: string | null;
  readonly networkAcls?: NetworkRuleSet | null;
  readonly privateEndpointConnections?: readonly unknown[] | null;
}

/** What Azure keeps deleted vaults for when nobody said otherwise. */
const defaultRetentionDays = 90;

export const keyVaultCollector = collector({
  resource: azureKeyVault,
  service: 'keyvault',
  scope: 'region',
  ...listedByGraph<Properties>('Microsoft.KeyVault/vaults'),

  describe: ({ id, name, tags, properties }) => ({
    ref: refOf(id),
    name,
    tags: azureTags(tags),
    fields: {
      vaultUri: properties.vaultUri ?? null,
      sku: properties.sku?.name ?? null,
      usesRoles: properties.enableRbacAuthorization === true,
      accessPolicies: properties.accessPolicies?.length ?? 0,
      // Vaults of before 2019 do not say, and keep nothing.
      keepsDeletedDays: properties.enableSoftDelete ? (properties.softDeleteRetentionInDays ?? defaultRetentionDays) : null,
      refusesPurging: properties.enablePurgeProtection === true,
      publicNetworkAccess: properties.publicNetworkAccess ?? 'Enabled',
      networkDefault: networkDefaultOf(properties.networkAcls),
      trustsAzureServices: trustsAzureServices(properties.networkAcls),
      privateEndpoints: properties.privateEndpointConnections?.length ?? 0,
    },
  }),
});
