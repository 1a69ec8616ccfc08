import { z } from 'zod';
import { defineResource } from '../resource.ts';

export const azureVirtualNetwork = defineResource({
  type: 'azure.network.virtual-network',
  provider: 'AZURE',
  title: 'Virtual network',
  shape: z.object({
    addressRanges: z.array(z.string()),
    dnsServers: z.array(z.string()),
    subnets: z.array(
      z.object({
        name: z.string(),
        addressRanges: z.array(z.string()),
        networkSecurityGroupId: z.string().nullable(),
        routeTableId: z.string().nullable(),
        serviceEndpoints: z.array(z.string()),
      }),
    ),
    peerings: z.array(z.object({ name: z.string(), remoteNetworkId: z.string().nullable(), state: z.string(), allowsForwardedTraffic: z.boolean() })),
    hasDdosProtection: z.boolean(),
  }),
});
