import { ec2SecurityGroup } from '@offload/contracts';
import { check, fail, pass } from '../../../check/check.ts';
import { everythingRule, tcpRule } from './example-rules.ts';
import { isFromAnywhere, openPort, openPortMessage, riskyPorts } from './open-ports.ts';

export const securityGroupRiskyPorts = check({
  id: 'aws.ec2.security-group-risky-ports',
  on: ec2SecurityGroup,
  severity: 'critical',
  title: 'Security groups do not open databases, caches and file shares to everybody',
  why: 'Databases and the like are made for networks where everybody is trusted; on the internet they are found and emptied by bots.',
  fix: 'Restrict the source of the rule to the security groups of the applications that use the service.',
  controls: { 'aws-fsbp': ['EC2.19'], 'nist-800-53-r5': ['AC-4', 'CM-7', 'SC-7'] },
  judge: ({ ingress }) => {
    for (const rule of ingress) {
      const source = isFromAnywhere.ipv4(rule) ? '0.0.0.0/0' : isFromAnywhere.ipv6(rule) ? '::/0' : undefined;
      const port = source === undefined ? undefined : openPort(rule, riskyPorts);
      if (port !== undefined) return fail(openPortMessage(rule, port, source!));
    }
    return pass;
  },
  examples: {
    pass: [
      { ingress: [tcpRule(443, 443, { ipv4Cidrs: ['0.0.0.0/0'] })] },
      { ingress: [tcpRule(5432, 5432, { securityGroupIds: ['sg-1'] })] },
    ],
    fail: [
      { ingress: [tcpRule(5432, 5432, { ipv4Cidrs: ['0.0.0.0/0'] })] },
      { ingress: [tcpRule(6379, 6379, { ipv6Cidrs: ['::/0'] })] },
      { ingress: [everythingRule({ ipv4Cidrs: ['0.0.0.0/0'] })] },
    ],
  },
});
