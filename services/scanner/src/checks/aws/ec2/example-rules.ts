import type { SecurityGroupRule } from '@offload/contracts';

/** A rule for TCP ports, as examples need it. */
export const tcpRule = (fromPort: number, toPort: number, sources: Partial<SecurityGroupRule>): SecurityGroupRule => ({
  protocol: 'tcp',
  fromPort,
  toPort,
  ipv4Cidrs: [],
  ipv6Cidrs: [],
  securityGroupIds: [],
  prefixListIds: [],
  ...sources,
});

/** A rule for everything. */
export const everythingRule = (sources: Partial<SecurityGroupRule>): SecurityGroupRule => ({
  ...tcpRule(0, 0, sources),
  protocol: 'all',
  fromPort: null,
  toPort: null,
});
