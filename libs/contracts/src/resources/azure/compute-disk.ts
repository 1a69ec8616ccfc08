import { z } from 'zod';
import { defineResource } from '../resource.ts';

export const azureDisk = defineResource({
  type: 'azure.compute.disk',
  provider: 'AZURE',
  title: 'Managed disk',
  shape: z.object({
    sizeGiB: z.int().nullable(),
    sku: z.string().nullable(),
    /** `Attached`, `Unattached`, `Reserved`, … */
    state: z.string().nullable(),
    osType: z.string().nullable(),
    createdAt: z.string().nullable(),
    /** The machine that it belongs to; null: none. */
    attachedTo: z.string().nullable(),
    encryption: z.object({ usesCustomerKey: z.boolean(), diskEncryptionSetId: z.string().nullable() }),
    /** Who may export it: `AllowAll`, `AllowPrivate`, `DenyAll`. */
    networkAccessPolicy: z.string(),
    publicNetworkAccess: z.string(),
    /** Whether exporting takes an identity beside the link. */
    exportNeedsIdentity: z.boolean(),
  }),
});
