import { z } from 'zod';
import { defineResource } from '../resource.ts';

export const ec2Vpc = defineResource({
  type: 'aws.ec2.vpc',
  provider: 'AWS',
  title: 'VPC',
  shape: z.object({
    vpcId: z.string(),
    cidr: z.string().nullable(),
    isDefault: z.boolean(),
    state: z.string(),
    /** The flow logs of the VPC as a whole. */
    flowLogs: z.array(
      z.object({
        id: z.string(),
        isActive: z.boolean(),
        /** `ACCEPT`, `REJECT` or `ALL` */
        traffic: z.string(),
        destination: z.string().nullable(),
      }),
    ),
  }),
});
