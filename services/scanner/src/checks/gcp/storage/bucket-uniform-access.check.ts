import { gcpStorageBucket } from '@offload/contracts';
import { check, fail, pass } from '../../../check/check.ts';

export const gcpBucketUniformAccess = check({
  id: 'gcp.storage.bucket-uniform-access',
  on: gcpStorageBucket,
  severity: 'medium',
  title: 'IAM alone decides on access to Cloud Storage buckets',
  why: 'Without uniform bucket-level access every object may have an ACL of its own, which no policy shows and no review finds.',
  fix: 'Turn on uniform bucket-level access. Within 90 days it can be undone; afterwards it stays.',
  controls: { 'cis-gcp-foundations-3.0': ['5.2'], 'nist-800-53-r5': ['AC-3', 'AC-6'] },
  judge: ({ hasUniformAccess }) => (hasUniformAccess ? pass : fail('objects may have ACLs of their own')),
  examples: { pass: [{ hasUniformAccess: true }], fail: [{ hasUniformAccess: false }] },
});
