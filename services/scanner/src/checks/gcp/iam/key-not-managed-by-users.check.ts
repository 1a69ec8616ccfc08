import { gcpIamServiceAccountKey } from '@offload/contracts';
import { check, fail, pass } from '../../../check/check.ts';

export const gcpServiceAccountKeyNotManagedByUsers = check({
  id: 'gcp.iam.service-account-key-not-managed-by-users',
  on: gcpIamServiceAccountKey,
  severity: 'medium',
  title: 'Service accounts have no keys that users manage',
  why: 'A key in a file works from anywhere, is copied, and is forgotten in places that nobody looks at.',
  fix: 'Use workload identity federation or attached service accounts, and delete the key. An organization policy can forbid new ones.',
  controls: { 'cis-gcp-foundations-3.0': ['1.4'], 'nist-800-53-r5': ['IA-5', 'AC-2'] },
  judge: ({ managedBy, isDisabled }) => (managedBy === 'user' && !isDisabled ? fail('somebody manages this key') : pass),
  examples: {
    pass: [
      { managedBy: 'google', isDisabled: false },
      { managedBy: 'user', isDisabled: true },
    ],
    fail: [{ managedBy: 'user', isDisabled: false }],
  },
});
