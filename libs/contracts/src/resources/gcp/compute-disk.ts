import { z } from 'zod';
import { defineResource } from '../resource.ts';

export const gcpComputeDisk = defineResource({
  type: 'gcp.compute.disk',
  provider: 'GCP',
  title: 'Compute Engine disk',
  shape: z.object({
    diskId: z.string(),
    /** A zone, or a region for a replicated disk. */
    location: z.string(),
    /** `pd-balanced` */
    diskType: z.string().nullable(),
    sizeGb: z.number(),
    status: z.string(),
    createdAt: z.string().nullable(),
    /** Google encrypts every disk. `customer-managed`: with a key in Cloud KMS; `customer-supplied`: with one that Google does not keep. */
    encryptedBy: z.enum(['google', 'customer-managed', 'customer-supplied']),
    kmsKey: z.string().nullable(),
    /** The names of the instances that use it. */
    usedBy: z.array(z.string()),
  }),
});
