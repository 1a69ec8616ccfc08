import { cloudtrailTrail } from '@offload/contracts';
import { check, fail, pass } from '../../../check/check.ts';

export const trailEncryptedWithKms = check({
  id: 'aws.cloudtrail.trail-encrypted-with-kms',
  on: cloudtrailTrail,
  severity: 'medium',
  title: 'Trails encrypt log files with a KMS key',
  why: 'With a key of its own, reading the log takes permission on the key as well as on the bucket.',
  fix: 'Create a KMS key whose policy lets CloudTrail encrypt and auditors decrypt, and set it on the trail.',
  controls: { 'cis-aws-foundations-3.0': ['3.5'], 'aws-fsbp': ['CloudTrail.2'], 'nist-800-53-r5': ['AU-9', 'SC-28'] },
  judge: ({ kmsKeyArn }) => (kmsKeyArn === null ? fail('log files are not encrypted with a KMS key') : pass),
  examples: { pass: [{ kmsKeyArn: 'arn:aws:kms:us-east-1:123456789012:key/1' }], fail: [{ kmsKeyArn: null }] },
});
