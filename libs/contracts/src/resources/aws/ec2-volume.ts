import { z } from 'zod';
import { defineResource } from '../resource.ts';

export const ec2Volume = defineResource({
  type: 'aws.ec2.volume',
  provider: 'AWS',
  title: 'EBS volume',
  shape: z.object({
    volumeId: z.string(),
    sizeGiB: z.int(),
    volumeType: z.string(),
    /** `creating`, `available`, `in-use`, `deleting`, `deleted`, `error` */
    state: z.string(),
    isEncrypted: z.boolean(),
    kmsKeyArn: z.string().nullable(),
    attachedInstanceIds: z.array(z.string()),
    snapshotId: z.string().nullable(),
    createdAt: z.string().nullable(),
    availabilityZone: z.string().nullable(),
  }),
});
