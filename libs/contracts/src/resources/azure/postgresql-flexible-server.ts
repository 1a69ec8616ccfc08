import { z } from 'zod';
import { defineResource } from '../resource.ts';

export const azurePostgresqlFlexibleServer = defineResource({
  type: 'azure.postgresql.flexible-server',
  provider: 'AZURE',
  title: 'PostgreSQL flexible server',
  shape: z.object({
    version: z.string().nullable(),
    state: z.string().nullable(),
    host: z.string().nullable(),
    /** `Enabled`, `Disabled` */
    publicNetworkAccess: z.string(),
    /** Whether the directory's identities may sign in. */
    acceptsEntraLogins: z.boolean(),
    acceptsPasswords: z.boolean(),
    backupRetentionDays: z.int().nullable(),
    hasGeoBackup: z.boolean(),
    isHighlyAvailable: z.boolean(),
    /** The key in a vault that its data are encrypted with; null: Microsoft's own. */
    customerKeyUri: z.string().nullable(),
    transport: z.object({
      /** Whether connections in the clear are refused. */
      requiresTls: z.boolean(),
    }),
  }),
});
