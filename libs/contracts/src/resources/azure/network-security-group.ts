import { z } from 'zod';
import { defineResource } from '../resource.ts';

/** One rule of a network security group: the rule of the lowest priority that a packet meets decides. */
export const networkSecurityRule = z.object({
  name: z.string(),
  priority: z.int(),
  direction: z.enum(['inbound', 'outbound']),
  access: z.enum(['allow', 'deny']),
  /** `tcp`, `udp`, `icmp`, `esp`, `ah`, or `*`. */
  protocol: z.string(),
  /** Addresses, ranges, service tags such as `Internet`, or `*`. */
  sources: z.array(z.string()),
  destinations: z.array(z.string()),
  /** `22`, `3000-4000`, or `*`. */
  destinationPorts: z.array(z.string()),
});
export type NetworkSecurityRule = z.infer<typeof networkSecurityRule>;

export const azureNetworkSecurityGroup = defineResource({
  type: 'azure.network.security-group',
  provider: 'AZURE',
  title: 'Network security group',
  shape: z.object({
    /** Without those that every group has. */
    rules: z.array(networkSecurityRule),
    subnetIds: z.array(z.string()),
    networkInterfaceIds: z.array(z.string()),
  }),
});
