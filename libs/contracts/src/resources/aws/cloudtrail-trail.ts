import { z } from 'zod';
import { defineResource } from '../resource.ts';

export const cloudtrailTrail = defineResource({
  type: 'aws.cloudtrail.trail',
  provider: 'AWS',
  title: 'CloudTrail trail',
  shape: z.object({
    trailName: z.string(),
    homeRegion: z.string(),
    isMultiRegion: z.boolean(),
    isOrganizationTrail: z.boolean(),
    includesGlobalEvents: z.boolean(),
    validatesLogFiles: z.boolean(),
    bucketName: z.string().nullable(),
    /** null: log files are encrypted with a key of S3. */
    kmsKeyArn: z.string().nullable(),
    logGroupArn: z.string().nullable(),
    isLogging: z.boolean(),
  }),
});
