import { gcpStorageBucket } from '@offload/contracts';
import { check, fail, pass } from '../../../check/check.ts';

export const gcpBucketRecoverable = check({
  id: 'gcp.storage.bucket-recoverable',
  on: gcpStorageBucket,
  severity: 'low',
  title: 'Cloud Storage buckets keep what is deleted',
  why: 'Without versions, soft delete or a retention policy, what is overwritten or deleted, by mistake or by an attacker, is gone at once.',
  fix: 'Turn on object versioning with a lifecycle rule, or soft delete; for records that may not change, a locked retention policy.',
  controls: { 'nist-800-53-r5': ['CP-9', 'CP-10'] },
  judge: ({ isVersioned, softDeleteSeconds, retention }) =>
    isVersioned || softDeleteSeconds > 0 || retention !== null ? pass : fail('deleted and replaced objects are gone at once'),
  examples: {
    pass: [
      { isVersioned: true, softDeleteSeconds: 0, retention: null },
      { isVersioned: false, softDeleteSeconds: 604_800, retention: null },
      { isVersioned: false, softDeleteSeconds: 0, retention: { seconds: 86_400, isLocked: false } },
    ],
    fail: [{ isVersioned: false, softDeleteSeconds: 0, retention: null }],
  },
});
