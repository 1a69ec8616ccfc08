import { s3Bucket } from '@offload/contracts';
import { check, fail, pass } from '../../../check/check.ts';

export const bucketMfaDelete = check({
  id: 'aws.s3.bucket-mfa-delete',
  on: s3Bucket,
  severity: 'informational',
  title: 'S3 buckets demand MFA for deleting versions',
  why: 'With MFA delete, stolen credentials are not enough to destroy what versioning keeps.',
  fix:
    'Enable MFA delete as the root user (aws s3api put-bucket-versioning --mfa). Where lifecycle rules are needed, use Object Lock ' +
    'instead.',
  controls: { 'cis-aws-foundations-3.0': ['2.1.2'], 'aws-fsbp': ['S3.20'], 'nist-800-53-r5': ['CP-9', 'SC-5'] },
  judge: ({ versioning }) => (versioning.requiresMfaToDelete ? pass : fail('versions can be deleted without MFA')),
  examples: {
    pass: [{ versioning: { isEnabled: true, requiresMfaToDelete: true } }],
    fail: [{ versioning: { isEnabled: true, requiresMfaToDelete: false } }],
  },
});
