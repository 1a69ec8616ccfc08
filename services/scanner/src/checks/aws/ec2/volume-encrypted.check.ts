import { ec2Volume } from '@offload/contracts';
import { check, fail, pass } from '../../../check/check.ts';

export const volumeEncrypted = check({
  id: 'aws.ec2.volume-encrypted',
  on: ec2Volume,
  severity: 'medium',
  title: 'EBS volumes are encrypted',
  why: 'Snapshots of an unencrypted volume are unencrypted too: one that is shared or copied carries the data in the clear.',
  fix:
    'Make an encrypted copy of a snapshot of the volume, create a volume from it and swap them. Turn on encryption by default, so ' +
    'that no new volume needs this.',
  controls: { 'aws-fsbp': ['EC2.3'], 'nist-800-53-r5': ['SC-13', 'SC-28'] },
  judge: ({ isEncrypted }) => (isEncrypted ? pass : fail('is not encrypted')),
  examples: { pass: [{ isEncrypted: true }], fail: [{ isEncrypted: false }] },
});
