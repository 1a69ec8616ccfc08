import { z } from 'zod';
import { defineResource } from '../resource.ts';

export const azurePublicIp = defineResource({
  type: 'azure.network.public-ip',
  provider: 'AZURE',
  title: 'Public IP address',
  shape: z.object({
    /** null: a dynamic one that nothing uses. */
    address: z.string().nullable(),
    version: z.string(),
    /** `Static`, `Dynamic` */
    allocation: z.string(),
    sku: z.string().nullable(),
    /** The IP configuration that it belongs to; null: none. */
    attachedTo: z.string().nullable(),
    dnsName: z.string().nullable(),
  }),
});
