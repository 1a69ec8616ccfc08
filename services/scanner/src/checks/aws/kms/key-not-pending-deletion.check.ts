import { kmsKey } from '@offload/contracts';
import { check, fail, pass } from '../../../check/check.ts';

export const keyNotPendingDeletion = check({
  id: 'aws.kms.key-not-pending-deletion',
  on: kmsKey,
  severity: 'high',
  title: 'No KMS key waits for its deletion',
  why: 'When a key is gone, so is everything that was encrypted with it. The waiting period is there for somebody to notice.',
  fix: 'Make sure that nothing needs the key (CloudTrail shows its use); otherwise cancel the deletion and disable the key.',
  controls: { 'aws-fsbp': ['KMS.3'], 'nist-800-53-r5': ['SC-12'] },
  judge: ({ state, deletionAt }) =>
    state === 'PendingDeletion' ? fail(`will be deleted${deletionAt === null ? '' : ` on ${deletionAt.slice(0, 10)}`}`) : pass,
  examples: {
    pass: [{ state: 'Enabled', deletionAt: null }],
    fail: [{ state: 'PendingDeletion', deletionAt: '2026-01-20T00:00:00.000Z' }],
  },
});
