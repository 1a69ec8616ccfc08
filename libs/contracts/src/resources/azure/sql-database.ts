import { z } from 'zod';
import { defineResource } from '../resource.ts';

export const azureSqlDatabase = defineResource({
  type: 'azure.sql.database',
  provider: 'AZURE',
  title: 'SQL database',
  shape: z.object({
    serverId: z.string(),
    status: z.string().nullable(),
    sku: z.string().nullable(),
    createdAt: z.string().nullable(),
    isZoneRedundant: z.boolean(),
    /** `Geo`, `Zone`, `Local` */
    backupRedundancy: z.string().nullable(),
    /** Transparent data encryption. */
    encryption: z.object({ isEnabled: z.boolean() }),
  }),
});
