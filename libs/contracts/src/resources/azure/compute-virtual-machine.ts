import { z } from 'zod';
import { defineResource } from '../resource.ts';

const attachedDisk = z.object({
  /** null: a blob of a storage account, not a managed disk. */
  managedDiskId: z.string().nullable(),
  isManaged: z.boolean(),
});

export const azureVirtualMachine = defineResource({
  type: 'azure.compute.virtual-machine',
  provider: 'AZURE',
  title: 'Virtual machine',
  shape: z.object({
    vmId: z.string().nullable(),
    /** `Standard_D2s_v5` */
    size: z.string().nullable(),
    /** `Linux`, `Windows` */
    osType: z.string().nullable(),
    image: z.object({ publisher: z.string().nullable(), offer: z.string().nullable(), sku: z.string().nullable() }).nullable(),
    createdAt: z.string().nullable(),
    zones: z.array(z.string()),
    osDisk: attachedDisk,
    dataDisks: z.array(attachedDisk),
    networkInterfaceIds: z.array(z.string()),
    /** Of Linux; null where the setting does not exist. */
    allowsPasswordLogin: z.boolean().nullable(),
    /** `TrustedLaunch`, `ConfidentialVM`; null: neither. */
    securityType: z.string().nullable(),
    hasSecureBoot: z.boolean(),
    hasVirtualTpm: z.boolean(),
    encryptsAtHost: z.boolean(),
    hasManagedIdentity: z.boolean(),
  }),
});
