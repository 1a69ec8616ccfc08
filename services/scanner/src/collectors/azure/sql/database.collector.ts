import { azureSqlDatabase } from '@offload/contracts';
import { collector } from '../../../collector/collector.ts';
import { azureTags, refOf } from '../arm-resource.ts';
import { listedByGraph } from '../listed-by-graph.ts';

interface Properties {
  readonly status?: string | null;
  readonly creationDate?: string | null;
  readonly zoneRedundant?: boolean | null;
  readonly currentBackupStorageRedundancy?: string | null;
}

interface TransparentDataEncryption {
  readonly properties?: { readonly state?: string | null };
}

export const sqlDatabaseCollector = collector({
  resource: azureSqlDatabase,
  service: 'sql',
  scope: 'region',
  ...listedByGraph<Properties>('Microsoft.Sql/servers/databases'),

  describe({ id, name, sku, kind, tags, properties }) {
    // Every server has `master`, which is Azure's own and not encrypted by anybody's choice.
    if (kind?.includes('system')) return null;
    const ref = refOf(id);
    return {
      ref,
      name,
      tags: azureTags(tags),
      fields: {
        serverId: ref.slice(0, ref.lastIndexOf('/databases/')),
        status: properties.status ?? null,
        sku: sku?.name ?? null,
        createdAt: properties.creationDate ?? null,
        isZoneRedundant: properties.zoneRedundant === true,
        backupRedundancy: properties.currentBackupStorageRedundancy ?? null,
      },
    };
  },

  parts: {
    encryption: {
      actions: ['Microsoft.Sql/servers/databases/transparentDataEncryption/read'],
      async read({ arm }, { id }) {
        const { properties } = await arm.get<TransparentDataEncryption>(`${id}/transparentDataEncryption/current`, '2021-11-01');
        return { isEnabled: properties?.state === 'Enabled' };
      },
    },
  },
});
