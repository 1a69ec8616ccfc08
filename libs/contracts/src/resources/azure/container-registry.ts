import { z } from 'zod';
import { defineResource } from '../resource.ts';

export const azureContainerRegistry = defineResource({
  type: 'azure.containerregistry.registry',
  provider: 'AZURE',
  title: 'Container registry',
  shape: z.object({
    loginServer: z.string().nullable(),
    sku: z.string().nullable(),
    createdAt: z.string().nullable(),
    /** One password for everybody, with all rights. */
    hasAdminUser: z.boolean(),
    allowsAnonymousPull: z.boolean(),
    publicNetworkAccess: z.string(),
    networkDefault: z.enum(['allow', 'deny']),
    privateEndpoints: z.int(),
    usesCustomerKey: z.boolean(),
  }),
});
