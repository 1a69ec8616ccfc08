import { z } from 'zod';
import { defineResource } from '../resource.ts';

export const s3Bucket = defineResource({
  type: 'aws.s3.bucket',
  provider: 'AWS',
  title: 'S3 bucket',
  shape: z.object({
    bucketName: z.string(),
    createdAt: z.string().nullable(),
    /** null: the bucket has no settings of its own. */
    publicAccessBlock: z
      .object({
        blocksPublicAcls: z.boolean(),
        ignoresPublicAcls: z.boolean(),
        blocksPublicPolicy: z.boolean(),
        restrictsPublicBuckets: z.boolean(),
      })
      .nullable(),
    /** Whether S3 itself calls the bucket policy public. */
    isPublicByPolicy: z.boolean(),
    /** Whether the bucket policy refuses requests that do not come over TLS. */
    refusesPlainHttp: z.boolean(),
    encryption: z.object({
      by: z.enum(['none', 's3', 'kms', 'kms-dual-layer']),
      kmsKey: z.string().nullable(),
      usesBucketKey: z.boolean(),
    }),
    versioning: z.object({ isEnabled: z.boolean(), requiresMfaToDelete: z.boolean() }),
    /** Where access logs go; null: nowhere. */
    logging: z.object({ targetBucket: z.string(), targetPrefix: z.string() }).nullable(),
  }),
});
