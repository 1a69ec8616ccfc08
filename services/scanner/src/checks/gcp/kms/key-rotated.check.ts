import { gcpKmsKey } from '@offload/contracts';
import { check, fail, pass } from '../../../check/check.ts';
import { daysSince } from '../../../check/days-since.ts';

const longestDays = 90;

const key = (rotationDays: number | null, nextRotationAt: string | null, over = {}) => ({
  purpose: 'ENCRYPT_DECRYPT',
  primaryState: 'ENABLED',
  rotationDays,
  nextRotationAt,
  ...over,
});

export const gcpKmsKeyRotated = check({
  id: 'gcp.kms.key-rotated',
  on: gcpKmsKey,
  severity: 'medium',
  title: 'Cloud KMS keys are rotated within 90 days',
  why: 'The less one version of a key has encrypted, the less is lost with it. Only symmetric keys rotate by themselves.',
  fix: 'Set a rotation period of at most 90 days, and a next rotation within that time.',
  controls: { 'cis-gcp-foundations-3.0': ['1.10'], 'nist-800-53-r5': ['SC-12', 'SC-28'] },
  judge({ purpose, primaryState, rotationDays, nextRotationAt }, { now }) {
    if (purpose !== 'ENCRYPT_DECRYPT' || primaryState !== 'ENABLED') return pass;
    if (rotationDays === null) return fail('it is not rotated by itself');
    if (rotationDays > longestDays) return fail(`it is rotated every ${Math.round(rotationDays)} days`);
    if (nextRotationAt !== null && -daysSince(nextRotationAt, now) > longestDays)
      return fail(`the next rotation is on ${nextRotationAt.slice(0, 10)}`);
    return pass;
  },
  examples: {
    pass: [key(90, '2026-02-01T00:00:00Z'), key(null, null, { purpose: 'ASYMMETRIC_SIGN' }), key(null, null, { primaryState: 'DISABLED' })],
    fail: [key(null, null), key(365, '2026-02-01T00:00:00Z'), key(90, '2026-12-01T00:00:00Z')],
  },
});
