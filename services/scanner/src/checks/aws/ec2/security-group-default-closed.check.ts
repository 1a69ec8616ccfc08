import { ec2SecurityGroup } from '@offload/contracts';
import { check, fail, pass } from '../../../check/check.ts';
import { everythingRule } from './example-rules.ts';

export const securityGroupDefaultClosed = check({
  id: 'aws.ec2.security-group-default-closed',
  on: ec2SecurityGroup,
  severity: 'medium',
  title: 'The default security group of every VPC lets nothing through',
  why: 'Whatever is started without naming a security group gets the default one: what it allows, nobody decided.',
  fix: 'Give what uses the default group a group of its own, then remove all inbound and outbound rules of the default group.',
  controls: { 'cis-aws-foundations-3.0': ['5.4'], 'aws-fsbp': ['EC2.2'], 'nist-800-53-r5': ['AC-4', 'SC-7'] },
  judge: ({ groupName, ingress, egress }) => {
    if (groupName !== 'default' || ingress.length + egress.length === 0) return pass;
    return fail(`the default group has ${ingress.length} inbound and ${egress.length} outbound rules`);
  },
  examples: {
    pass: [
      { groupName: 'default', ingress: [], egress: [] },
      { groupName: 'web', ingress: [], egress: [everythingRule({ ipv4Cidrs: ['0.0.0.0/0'] })] },
    ],
    fail: [
      { groupName: 'default', ingress: [], egress: [everythingRule({ ipv4Cidrs: ['0.0.0.0/0'] })] },
      { groupName: 'default', ingress: [everythingRule({ securityGroupIds: ['sg-1'] })], egress: [] },
    ],
  },
});
