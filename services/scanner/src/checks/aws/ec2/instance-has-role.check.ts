import { ec2Instance } from '@offload/contracts';
import { check, fail, pass } from '../../../check/check.ts';

export const instanceHasRole = check({
  id: 'aws.ec2.instance-has-role',
  on: ec2Instance,
  severity: 'low',
  title: 'EC2 instances use an instance role',
  why:
    'Software on an instance without a role that needs AWS gets long-lived keys in files or variables, which leak and are never ' +
    'rotated.',
  fix: 'Attach an instance profile whose role grants what the software needs, then delete the keys that it used.',
  controls: { 'cis-aws-foundations-3.0': ['1.18'], 'nist-800-53-r5': ['AC-3', 'IA-5'] },
  judge: ({ state, instanceProfileArn }) =>
    state === 'terminated' || instanceProfileArn !== null ? pass : fail('has no instance profile'),
  examples: {
    pass: [{ state: 'running', instanceProfileArn: 'arn:aws:iam::123456789012:instance-profile/web' }],
    fail: [{ state: 'running', instanceProfileArn: null }],
  },
});
