import { z } from 'zod';
import { defineResource } from '../resource.ts';

export const gcpComputeNetwork = defineResource({
  type: 'gcp.compute.network',
  provider: 'GCP',
  title: 'VPC network',
  shape: z.object({
    networkName: z.string(),
    /** `legacy` has one address range for all regions and no subnetworks. */
    mode: z.enum(['auto', 'custom', 'legacy']),
    /** `REGIONAL` or `GLOBAL`. */
    routingMode: z.string().nullable(),
    subnetworkCount: z.int(),
    peerings: z.array(z.object({ peeringName: z.string(), network: z.string(), state: z.string().nullable() })),
    createdAt: z.string().nullable(),
  }),
});
