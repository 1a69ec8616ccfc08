import { z } from 'zod';
import { defineResource } from '../resource.ts';

export const azureStorageAccount = defineResource({
  type: 'azure.storage.account',
  provider: 'AZURE',
  title: 'Storage account',
  shape: z.object({
    /** `StorageV2`, `BlobStorage`, `FileStorage`, … */
    kind: z.string(),
    /** `Standard_LRS` */
    sku: z.string(),
    createdAt: z.string().nullable(),
    refusesPlainHttp: z.boolean(),
    /** `TLS1_2`; null: whatever Azure thinks best. */
    minimumTlsVersion: z.string().nullable(),
    /** Whether a container may be opened to readers without credentials. */
    allowsAnonymousBlobs: z.boolean(),
    allowsSharedKeys: z.boolean(),
    /** Whether blobs may be replicated to accounts of other directories. */
    allowsForeignReplication: z.boolean(),
    /** `Enabled`, `Disabled`, `SecuredByPerimeter` */
    publicNetworkAccess: z.string(),
    /** What becomes of requests that no network rule speaks of. */
    networkDefault: z.enum(['allow', 'deny']),
    /** Whether trusted services of Azure pass the network rules. */
    trustsAzureServices: z.boolean(),
    allowedIpRanges: z.array(z.string()),
    privateEndpoints: z.int(),
    encryption: z.object({ usesCustomerKey: z.boolean(), hasInfrastructureEncryption: z.boolean() }),
    /** When each of the account's two access keys was made; null: before Azure kept the date. */
    keysCreatedAt: z.object({ key1: z.string().nullable(), key2: z.string().nullable() }),
    /** null: the account holds no blobs. */
    blobService: z
      .object({
        /** For how long deleted blobs are kept; null: not at all. */
        keepsDeletedBlobsDays: z.int().nullable(),
        keepsDeletedContainersDays: z.int().nullable(),
        isVersioned: z.boolean(),
      })
      .nullable(),
  }),
});
