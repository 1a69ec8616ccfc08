import { s3Bucket } from '@offload/contracts';
import { check, fail, pass } from '../../../check/check.ts';

export const bucketVersioned = check({
  id: 'aws.s3.bucket-versioned',
  on: s3Bucket,
  severity: 'low',
  title: 'S3 buckets keep versions',
  why: 'Without versions, what is overwritten or deleted, by mistake or by an attacker, is gone.',
  fix: 'Enable versioning, with a lifecycle rule that expires old versions.',
  controls: { 'aws-fsbp': ['S3.14'], 'nist-800-53-r5': ['CP-9', 'CP-10'] },
  judge: ({ versioning }) => (versioning.isEnabled ? pass : fail('keeps no versions')),
  examples: {
    pass: [{ versioning: { isEnabled: true, requiresMfaToDelete: false } }],
    fail: [{ versioning: { isEnabled: false, requiresMfaToDelete: false } }],
  },
});
