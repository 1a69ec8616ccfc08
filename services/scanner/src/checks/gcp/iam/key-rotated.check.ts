import { gcpIamServiceAccountKey } from '@offload/contracts';
import { check, fail, pass } from '../../../check/check.ts';
import { daysSince } from '../../../check/days-since.ts';

const oldestDays = 90;

export const gcpServiceAccountKeyRotated = check({
  id: 'gcp.iam.service-account-key-rotated',
  on: gcpIamServiceAccountKey,
  severity: 'medium',
  title: 'Keys of service accounts that users manage are at most 90 days old',
  why: 'A key does not expire by itself: the older it is, the more places know it.',
  fix: 'Create a new key, put it in the place of the old one, and delete the old one; or do without keys.',
  controls: { 'cis-gcp-foundations-3.0': ['1.7'], 'nist-800-53-r5': ['IA-5', 'SC-12'] },
  judge({ managedBy, isDisabled, createdAt }, { now }) {
    if (managedBy !== 'user' || isDisabled || createdAt === null) return pass;
    const days = daysSince(createdAt, now);
    return days > oldestDays ? fail(`it is ${days} days old`) : pass;
  },
  examples: {
    pass: [
      { managedBy: 'user', isDisabled: false, createdAt: '2025-12-01T00:00:00Z' },
      { managedBy: 'google', isDisabled: false, createdAt: '2020-01-01T00:00:00Z' },
      { managedBy: 'user', isDisabled: true, createdAt: '2020-01-01T00:00:00Z' },
    ],
    fail: [{ managedBy: 'user', isDisabled: false, createdAt: '2025-01-01T00:00:00Z' }],
  },
});
