import { z } from 'zod';
import { defineResource } from '../resource.ts';

export const azureRoleAssignment = defineResource({
  type: 'azure.authorization.role-assignment',
  provider: 'AZURE',
  title: 'Role assignment',
  shape: z.object({
    roleDefinitionId: z.string(),
    principalId: z.string(),
    /** `User`, `Group`, `ServicePrincipal`, … */
    principalType: z.string().nullable(),
    scope: z.string(),
    hasCondition: z.boolean(),
    createdAt: z.string().nullable(),
  }),
});
