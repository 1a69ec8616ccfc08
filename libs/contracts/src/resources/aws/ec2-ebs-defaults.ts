import { z } from 'zod';
import { defineResource } from '../resource.ts';

/** What a region does to new EBS volumes: one a region. */
export const ec2EbsDefaults = defineResource({
  type: 'aws.ec2.ebs-defaults',
  provider: 'AWS',
  title: 'EBS defaults of a region',
  shape: z.object({ encryptsByDefault: z.boolean() }),
});
