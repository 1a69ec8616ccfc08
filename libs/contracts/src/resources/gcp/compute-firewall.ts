import { z } from 'zod';
import { defineResource } from '../resource.ts';

/** Protocols and ports that a firewall rule is about. */
export const gcpFirewallTraffic = z.object({
  /** `tcp`, `udp`, `icmp`, a protocol number, or `all`. */
  protocol: z.string(),
  /** `22`, `8000-9000`; empty: every port. */
  ports: z.array(z.string()),
});
export type GcpFirewallTraffic = z.infer<typeof gcpFirewallTraffic>;

export const gcpComputeFirewall = defineResource({
  type: 'gcp.compute.firewall',
  provider: 'GCP',
  title: 'VPC firewall rule',
  shape: z.object({
    network: z.string(),
    direction: z.enum(['INGRESS', 'EGRESS']),
    isDisabled: z.boolean(),
    /** 0 counts before 65535. */
    priority: z.int(),
    sourceRanges: z.array(z.string()),
    sourceTags: z.array(z.string()),
    sourceServiceAccounts: z.array(z.string()),
    destinationRanges: z.array(z.string()),
    targetTags: z.array(z.string()),
    targetServiceAccounts: z.array(z.string()),
    allowed: z.array(gcpFirewallTraffic),
    denied: z.array(gcpFirewallTraffic),
    isLogged: z.boolean(),
    createdAt: z.string().nullable(),
  }),
});
