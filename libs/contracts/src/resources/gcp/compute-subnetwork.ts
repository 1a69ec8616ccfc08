import { z } from 'zod';
import { defineResource } from '../resource.ts';

export const gcpComputeSubnetwork = defineResource({
  type: 'gcp.compute.subnetwork',
  provider: 'GCP',
  title: 'VPC subnetwork',
  shape: z.object({
    network: z.string(),
    /** null: IPv6 only. */
    ipCidrRange: z.string().nullable(),
    /** `PRIVATE` is an ordinary one; the others belong to load balancers and the like, and have no flow logs. */
    purpose: z.string(),
    /** null: traffic is not recorded. `sampling` is the part of it that is, from 0 to 1. */
    flowLogs: z.object({ aggregation: z.string().nullable(), sampling: z.number().nullable(), metadata: z.string().nullable() }).nullable(),
    hasPrivateGoogleAccess: z.boolean(),
    createdAt: z.string().nullable(),
  }),
});
