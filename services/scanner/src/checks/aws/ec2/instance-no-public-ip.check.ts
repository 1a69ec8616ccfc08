import { ec2Instance } from '@offload/contracts';
import { check, fail, pass } from '../../../check/check.ts';

export const instanceNoPublicIp = check({
  id: 'aws.ec2.instance-no-public-ip',
  on: ec2Instance,
  severity: 'medium',
  title: 'EC2 instances have no public IPv4 address',
  why:
    'An instance with a public address can be reached from anywhere as soon as one security group lets it; behind a load balancer or ' +
    'a gateway it takes more than one mistake.',
  fix:
    'Put the instance into a private subnet behind a load balancer, reach it with Session Manager, and let it out through a NAT ' +
    'gateway.',
  controls: { 'aws-fsbp': ['EC2.9'], 'nist-800-53-r5': ['AC-4', 'SC-7'] },
  judge: ({ publicIp }) => (publicIp === null ? pass : fail(`has the public address ${publicIp}`)),
  examples: { pass: [{ publicIp: null }], fail: [{ publicIp: '203.0.113.7' }] },
});
