import { azureDisk } from '@offload/contracts';
import { collector } from '../../../collector/collector.ts';
import { azureTags, refOf, refOrNull } from '../arm-resource.ts';
import { listedByGraph } from '../listed-by-graph.ts';

interface Properties {
  readonly diskSizeGB?: number | null;
  readonly diskState?: string | null;
  readonly osType?: string | null;
  readonly timeCreated?: string | null;
  readonly encryption?: { readonly type?: string | null; readonly diskEncryptionSetId?: string | null } | null;
  readonly networkAccessPolicy?: string | null;
  readonly publicNetworkAccess?: string | null;
  readonly dataAccessAuthMode?: string | null;
}

export const diskCollector = collector({
  resource: azureDisk,
  service: 'compute',
  scope: 'region',
  ...listedByGraph<Properties>('Microsoft.Compute/disks'),

  describe: ({ id, name, sku, managedBy, tags, properties }) => ({
    ref: refOf(id),
    name,
    tags: azureTags(tags),
    fields: {
      sizeGiB: properties.diskSizeGB ?? null,
      sku: sku?.name ?? null,
      state: properties.diskState ?? null,
      osType: properties.osType ?? null,
      createdAt: properties.timeCreated ?? null,
      attachedTo: refOrNull(managedBy),
      encryption: {
        // `EncryptionAtRestWithCustomerKey`, or `EncryptionAtRestWithPlatformAndCustomerKeys`.
        usesCustomerKey: properties.encryption?.type?.includes('Customer') === true,
        diskEncryptionSetId: refOrNull(properties.encryption?.diskEncryptionSetId),
      },
      networkAccessPolicy: properties.networkAccessPolicy ?? 'AllowAll',
      publicNetworkAccess: properties.publicNetworkAccess ?? 'Enabled',
      exportNeedsIdentity: properties.dataAccessAuthMode === 'AzureActiveDirectory',
    },
  }),
});
