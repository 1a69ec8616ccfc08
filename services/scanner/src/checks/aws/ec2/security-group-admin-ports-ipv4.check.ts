import { ec2SecurityGroup } from '@offload/contracts';
import { check, fail, pass } from '../../../check/check.ts';
import { everythingRule, tcpRule } from './example-rules.ts';
import { adminPorts, isFromAnywhere, openPort, openPortMessage } from './open-ports.ts';

export const securityGroupAdminPortsIpv4 = check({
  id: 'aws.ec2.security-group-admin-ports-ipv4',
  on: ec2SecurityGroup,
  severity: 'high',
  title: 'Security groups do not open SSH or RDP to every IPv4 address',
  why: 'Ports 22 and 3389 are tried by bots within minutes of being reachable; one weak password or unpatched server is enough.',
  fix: 'Remove the rule, or restrict its source to known addresses. Session Manager and EC2 Instance Connect need no open port.',
  controls: { 'cis-aws-foundations-3.0': ['5.2'], 'aws-fsbp': ['EC2.53'], 'nist-800-53-r5': ['AC-4', 'CM-7', 'SC-7'] },
  judge: ({ ingress }) => {
    for (const rule of ingress) {
      const port = isFromAnywhere.ipv4(rule) ? openPort(rule, adminPorts) : undefined;
      if (port !== undefined) return fail(openPortMessage(rule, port, '0.0.0.0/0'));
    }
    return pass;
  },
  examples: {
    pass: [
      { ingress: [tcpRule(443, 443, { ipv4Cidrs: ['0.0.0.0/0'] })] },
      { ingress: [tcpRule(22, 22, { ipv4Cidrs: ['10.0.0.0/8'] })] },
      { ingress: [] },
    ],
    fail: [
      { ingress: [tcpRule(22, 22, { ipv4Cidrs: ['0.0.0.0/0'] })] },
      { ingress: [tcpRule(3000, 4000, { ipv4Cidrs: ['0.0.0.0/0'] })] },
      { ingress: [everythingRule({ ipv4Cidrs: ['0.0.0.0/0'] })] },
    ],
  },
});
