import { z } from 'zod';
import { defineResource } from '../resource.ts';

export const azureContainerServiceCluster = defineResource({
  type: 'azure.containerservice.cluster',
  provider: 'AZURE',
  title: 'AKS cluster',
  shape: z.object({
    kubernetesVersion: z.string().nullable(),
    /** The name that its API server is reached by. */
    host: z.string().nullable(),
    isPrivate: z.boolean(),
    /** Who may reach the API server; empty: anybody. */
    authorizedIpRanges: z.array(z.string()),
    usesRoles: z.boolean(),
    usesEntra: z.boolean(),
    allowsLocalAccounts: z.boolean(),
    networkPlugin: z.string().nullable(),
    networkPolicy: z.string().nullable(),
    hasDefender: z.boolean(),
    hasManagedIdentity: z.boolean(),
    nodePools: z.array(z.object({ name: z.string(), nodes: z.int(), size: z.string().nullable(), mode: z.string().nullable() })),
  }),
});
