import { s3Bucket } from '@offload/contracts';
import { check, fail, pass } from '../../../check/check.ts';

export const bucketPolicyNotPublic = check({
  id: 'aws.s3.bucket-policy-not-public',
  on: s3Bucket,
  severity: 'critical',
  title: 'No bucket policy is public',
  why: 'A public policy lets anybody on the internet do to the objects what it allows.',
  fix: 'Name the principals in the policy, or restrict it with conditions; then turn on Block Public Access.',
  controls: { 'aws-fsbp': ['S3.2', 'S3.3'], 'nist-800-53-r5': ['AC-3', 'AC-4', 'SC-7'] },
  judge: ({ isPublicByPolicy, publicAccessBlock }) => {
    if (!isPublicByPolicy || publicAccessBlock?.restrictsPublicBuckets) return pass;
    return fail('the bucket policy is public');
  },
  examples: {
    pass: [
      { isPublicByPolicy: false, publicAccessBlock: null },
      {
        isPublicByPolicy: true,
        publicAccessBlock: { blocksPublicAcls: false, ignoresPublicAcls: false, blocksPublicPolicy: false, restrictsPublicBuckets: true },
      },
    ],
    fail: [{ isPublicByPolicy: true, publicAccessBlock: null }],
  },
});
