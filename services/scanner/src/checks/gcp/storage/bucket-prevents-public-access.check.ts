import { gcpStorageBucket } from '@offload/contracts';
import { check, fail, pass } from '../../../check/check.ts';

export const gcpBucketPreventsPublicAccess = check({
  id: 'gcp.storage.bucket-prevents-public-access',
  on: gcpStorageBucket,
  severity: 'low',
  title: 'Cloud Storage buckets prevent public access',
  why: 'Enforced, the setting keeps a bucket private whatever policy or ACL somebody writes later by mistake.',
  fix: 'Set public access prevention to enforced, best by the organization policy storage.publicAccessPrevention.',
  controls: { 'nist-800-53-r5': ['AC-3', 'AC-4'] },
  judge: ({ refusesPublicAccess }) => (refusesPublicAccess ? pass : fail('public access prevention is not enforced on the bucket')),
  examples: { pass: [{ refusesPublicAccess: true }], fail: [{ refusesPublicAccess: false }] },
});
