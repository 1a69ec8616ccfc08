import { z } from 'zod';
import { defineResource } from '../resource.ts';

export const azureSqlServer = defineResource({
  type: 'azure.sql.server',
  provider: 'AZURE',
  title: 'SQL server',
  shape: z.object({
    version: z.string().nullable(),
    host: z.string().nullable(),
    minimumTlsVersion: z.string().nullable(),
    /** `Enabled`, `Disabled`, `SecuredByPerimeter` */
    publicNetworkAccess: z.string(),
    privateEndpoints: z.int(),
    hasManagedIdentity: z.boolean(),
    /** null: nobody of the directory administers it. */
    entraAdministrator: z.object({ refusesSqlLogins: z.boolean() }).nullable(),
    firewallRules: z.array(z.object({ name: z.string(), from: z.string(), to: z.string() })),
    auditing: z.object({
      isEnabled: z.boolean(),
      /** For how long a storage account keeps the log; 0: for ever. */
      retentionDays: z.int(),
      goesToAzureMonitor: z.boolean(),
    }),
  }),
});
