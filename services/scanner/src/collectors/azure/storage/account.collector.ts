import { azureStorageAccount, type ResourceOf } from '@offload/contracts';
import { collector } from '../../../collector/collector.ts';
import { azureTags, networkDefaultOf, refOf, trustsAzureServices, type NetworkRuleSet } from '../arm-resource.ts';
import { listedByGraph } from '../listed-by-graph.ts';

interface Properties {
  readonly creationTime?: string | null;
  readonly supportsHttpsTrafficOnly?: boolean | null;
  readonly minimumTlsVersion?: string | null;
  readonly allowBlobPublicAccess?: boolean | null;
  readonly allowSharedKeyAccess?: boolean | null;
  readonly allowCrossTenantReplication?: boolean | null;
  readonly publicNetworkAccess?: string | null;
  readonly networkAcls?: NetworkRuleSet | null;
  readonly privateEndpointConnections?: readonly unknown[] | null;
  readonly encryption?: { readonly keySource?: string | null; readonly requireInfrastructureEncryption?: boolean | null } | null;
  readonly keyCreationTime?: { readonly key1?: string | null; readonly key2?: string | null } | null;
}

interface RetentionPolicy {
  readonly enabled?: boolean | null;
  readonly days?: number | null;
}

interface BlobService {
  readonly properties?: {
    readonly deleteRetentionPolicy?: RetentionPolicy | null;
    readonly containerDeleteRetentionPolicy?: RetentionPolicy | null;
    readonly isVersioningEnabled?: boolean | null;
  };
}

export const storageAccountCollector = collector({
  resource: azureStorageAccount,
  service: 'storage',
  scope: 'region',
  ...listedByGraph<Properties>('Microsoft.Storage/storageAccounts'),

  describe({ id, name, kind, sku, tags, properties }) {
    return {
      ref: refOf(id),
      name,
      tags: azureTags(tags),
      fields: {
        kind: kind ?? undefined,
        sku: sku?.name ?? undefined,
        createdAt: properties.creationTime ?? null,
        refusesPlainHttp: properties.supportsHttpsTrafficOnly === true,
        minimumTlsVersion: properties.minimumTlsVersion ?? null,
        // Not said means no for anonymous readers and for replication, and yes for keys.
        allowsAnonymousBlobs: properties.allowBlobPublicAccess === true,
        allowsSharedKeys: properties.allowSharedKeyAccess !== false,
        allowsForeignReplication: properties.allowCrossTenantReplication === true,
        publicNetworkAccess: properties.publicNetworkAccess ?? 'Enabled',
        networkDefault: networkDefaultOf(properties.networkAcls),
        trustsAzureServices: trustsAzureServices(properties.networkAcls),
        allowedIpRanges: (properties.networkAcls?.ipRules ?? []).map(({ value }) => value ?? '').filter(Boolean),
        privateEndpoints: properties.privateEndpointConnections?.length ?? 0,
        encryption: {
          usesCustomerKey: properties.encryption?.keySource === 'Microsoft.Keyvault',
          hasInfrastructureEncryption: properties.encryption?.requireInfrastructureEncryption === true,
        },
        keysCreatedAt: { key1: properties.keyCreationTime?.key1 ?? null, key2: properties.keyCreationTime?.key2 ?? null },
      },
    };
  },

  parts: {
    blobService: {
      actions: ['Microsoft.Storage/storageAccounts/blobServices/read'],
      read: async ({ arm }, { id }) => blobServiceOf(await arm.get<BlobService>(`${id}/blobServices/default`, '2023-05-01')),
      absent: { FeatureNotSupportedForAccount: null },
    },
  },
});

function blobServiceOf({ properties }: BlobService): ResourceOf<typeof azureStorageAccount>['blobService'] {
  return {
    keepsDeletedBlobsDays: daysOf(properties?.deleteRetentionPolicy),
    keepsDeletedContainersDays: daysOf(properties?.containerDeleteRetentionPolicy),
    isVersioned: properties?.isVersioningEnabled === true,
  };
}

const daysOf = (policy: RetentionPolicy | null | undefined): number | null => (policy?.enabled ? (policy.days ?? null) : null);
