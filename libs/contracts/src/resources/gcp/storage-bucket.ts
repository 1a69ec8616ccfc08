import { z } from 'zod';
import { defineResource } from '../resource.ts';
import { gcpIamBinding } from './iam-binding.ts';

export const gcpStorageBucket = defineResource({
  type: 'gcp.storage.bucket',
  provider: 'GCP',
  title: 'Cloud Storage bucket',
  shape: z.object({
    bucketName: z.string(),
    /** `EU`, `EUROPE-WEST3` */
    location: z.string(),
    locationType: z.string().nullable(),
    storageClass: z.string().nullable(),
    createdAt: z.string().nullable(),
    /** Whether IAM alone decides on access, and no ACL of single objects. */
    hasUniformAccess: z.boolean(),
    /** Whether public access is refused whatever policies say. */
    refusesPublicAccess: z.boolean(),
    /** Who has which role on it. */
    access: z.array(gcpIamBinding),
    isVersioned: z.boolean(),
    /** Where usage logs go; null: nowhere. */
    logBucket: z.string().nullable(),
    kmsKey: z.string().nullable(),
    /** Before that no object can be deleted or replaced; null: no such policy. */
    retention: z.object({ seconds: z.number(), isLocked: z.boolean() }).nullable(),
    /** For how long deleted objects can be restored. */
    softDeleteSeconds: z.number(),
  }),
});
