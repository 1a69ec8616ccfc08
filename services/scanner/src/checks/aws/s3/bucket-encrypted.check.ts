import { s3Bucket } from '@offload/contracts';
import { check, fail, pass } from '../../../check/check.ts';

const encryption = (by: 'none' | 's3' | 'kms') => ({ by, kmsKey: null, usesBucketKey: false });

export const bucketEncrypted = check({
  id: 'aws.s3.bucket-encrypted',
  on: s3Bucket,
  severity: 'medium',
  title: 'S3 buckets encrypt objects by default',
  why: 'New buckets do since 2023; one without the setting is older than that, and so are the objects in it.',
  fix: 'Set default encryption (SSE-S3, or SSE-KMS with a key of your own), and copy older objects onto themselves.',
  controls: { 'nist-800-53-r5': ['SC-13', 'SC-28'] },
  judge: ({ encryption: { by } }) => (by === 'none' ? fail('has no default encryption') : pass),
  examples: { pass: [{ encryption: encryption('s3') }, { encryption: encryption('kms') }], fail: [{ encryption: encryption('none') }] },
});
