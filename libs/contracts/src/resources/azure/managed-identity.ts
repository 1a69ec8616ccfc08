import { z } from 'zod';
import { defineResource } from '../resource.ts';

export const azureManagedIdentity = defineResource({
  type: 'azure.managedidentity.identity',
  provider: 'AZURE',
  title: 'Managed identity',
  shape: z.object({ location: z.string().nullable(), clientId: z.string().nullable(), principalId: z.string().nullable() }),
});
