import { z } from 'zod';
import { defineResource } from '../resource.ts';

/** A role that the customer made: those that Azure brings are nobody's resource. */
export const azureRoleDefinition = defineResource({
  type: 'azure.authorization.role-definition',
  provider: 'AZURE',
  title: 'Custom role',
  shape: z.object({
    roleName: z.string(),
    assignableScopes: z.array(z.string()),
    permissions: z.array(
      z.object({
        actions: z.array(z.string()),
        notActions: z.array(z.string()),
        dataActions: z.array(z.string()),
        notDataActions: z.array(z.string()),
      }),
    ),
  }),
});
