import { z } from 'zod';
import { defineResource } from '../resource.ts';

/** One permission of a security group. */
export const securityGroupRule = z.object({
  /** `tcp`, `udp`, `icmp`, `icmpv6`, a protocol number, or `all`. */
  protocol: z.string(),
  /** null: every port. */
  fromPort: z.int().nullable(),
  toPort: z.int().nullable(),
  ipv4Cidrs: z.array(z.string()),
  ipv6Cidrs: z.array(z.string()),
  securityGroupIds: z.array(z.string()),
  prefixListIds: z.array(z.string()),
});
export type SecurityGroupRule = z.infer<typeof securityGroupRule>;

export const ec2SecurityGroup = defineResource({
  type: 'aws.ec2.security-group',
  provider: 'AWS',
  title: 'Security group',
  shape: z.object({
    groupId: z.string(),
    groupName: z.string(),
    description: z.string(),
    vpcId: z.string().nullable(),
    ingress: z.array(securityGroupRule),
    egress: z.array(securityGroupRule),
  }),
});
