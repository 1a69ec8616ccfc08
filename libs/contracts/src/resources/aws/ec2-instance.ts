import { z } from 'zod';
import { defineResource } from '../resource.ts';

export const ec2Instance = defineResource({
  type: 'aws.ec2.instance',
  provider: 'AWS',
  title: 'EC2 instance',
  shape: z.object({
    instanceId: z.string(),
    instanceType: z.string(),
    /** `pending`, `running`, `shutting-down`, `terminated`, `stopping`, `stopped` */
    state: z.string(),
    architecture: z.string().nullable(),
    imageId: z.string().nullable(),
    launchedAt: z.string().nullable(),
    availabilityZone: z.string().nullable(),
    vpcId: z.string().nullable(),
    subnetId: z.string().nullable(),
    publicIp: z.string().nullable(),
    privateIp: z.string().nullable(),
    /** The instance profile, through which the instance has a role; null: none. */
    instanceProfileArn: z.string().nullable(),
    metadataService: z.object({ isEnabled: z.boolean(), tokens: z.enum(['required', 'optional']), hopLimit: z.int().nullable() }),
    securityGroupIds: z.array(z.string()),
    volumeIds: z.array(z.string()),
    hasDetailedMonitoring: z.boolean(),
  }),
});
