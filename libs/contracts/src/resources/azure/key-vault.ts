import { z } from 'zod';
import { defineResource } from '../resource.ts';

export const azureKeyVault = defineResource({
  type: 'azure.keyvault.vault',
  provider: 'AZURE',
  title: 'Key vault',
  shape: z.object({
    vaultUri: z.string().nullable(),
    sku: z.string().nullable(),
    /** Whether roles decide who may use it, not its own access policies. */
    usesRoles: z.boolean(),
    accessPolicies: z.int(),
    /** For how long what was deleted can be brought back; null: not at all. */
    keepsDeletedDays: z.int().nullable(),
    /** Whether nobody can delete for good before that. */
    refusesPurging: z.boolean(),
    publicNetworkAccess: z.string(),
    networkDefault: z.enum(['allow', 'deny']),
    trustsAzureServices: z.boolean(),
    privateEndpoints: z.int(),
  }),
});
