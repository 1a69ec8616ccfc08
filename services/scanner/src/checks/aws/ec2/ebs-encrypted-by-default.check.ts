import { ec2EbsDefaults } from '@offload/contracts';
import { check, fail, pass } from '../../../check/check.ts';

export const ebsEncryptedByDefault = check({
  id: 'aws.ec2.ebs-encrypted-by-default',
  on: ec2EbsDefaults,
  severity: 'medium',
  title: 'New EBS volumes are encrypted by default in the region',
  why: 'With the default on, nobody can forget to encrypt a volume or a copy of a snapshot.',
  fix:
    'Turn on EBS encryption by default in the EC2 settings of the region (aws ec2 enable-ebs-encryption-by-default). It changes ' +
    'nothing about volumes that exist.',
  controls: { 'cis-aws-foundations-3.0': ['2.2.1'], 'aws-fsbp': ['EC2.7'], 'nist-800-53-r5': ['SC-13', 'SC-28'] },
  judge: ({ encryptsByDefault }) => (encryptsByDefault ? pass : fail('new volumes are not encrypted unless somebody asks for it')),
  examples: { pass: [{ encryptsByDefault: true }], fail: [{ encryptsByDefault: false }] },
});
