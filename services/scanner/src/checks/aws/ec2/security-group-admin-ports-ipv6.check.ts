import { ec2SecurityGroup } from '@offload/contracts';
import { check, fail, pass } from '../../../check/check.ts';
import { everythingRule, tcpRule } from './example-rules.ts';
import { adminPorts, isFromAnywhere, openPort, openPortMessage } from './open-ports.ts';

export const securityGroupAdminPortsIpv6 = check({
  id: 'aws.ec2.security-group-admin-ports-ipv6',
  on: ec2SecurityGroup,
  severity: 'high',
  title: 'Security groups do not open SSH or RDP to every IPv6 address',
  why: 'A rule that was closed for IPv4 is often left open for IPv6, where the same servers answer.',
  fix: 'Remove the rule, or restrict its source to known addresses. Session Manager and EC2 Instance Connect need no open port.',
  controls: { 'cis-aws-foundations-3.0': ['5.3'], 'aws-fsbp': ['EC2.54'], 'nist-800-53-r5': ['AC-4', 'CM-7', 'SC-7'] },
  judge: ({ ingress }) => {
    for (const rule of ingress) {
      const port = isFromAnywhere.ipv6(rule) ? openPort(rule, adminPorts) : undefined;
      if (port !== undefined) return fail(openPortMessage(rule, port, '::/0'));
    }
    return pass;
  },
  examples: {
    pass: [{ ingress: [tcpRule(443, 443, { ipv6Cidrs: ['::/0'] })] }, { ingress: [tcpRule(22, 22, { ipv4Cidrs: ['0.0.0.0/0'] })] }],
    fail: [{ ingress: [tcpRule(22, 22, { ipv6Cidrs: ['::/0'] })] }, { ingress: [everythingRule({ ipv6Cidrs: ['::/0'] })] }],
  },
});
