import { iamAccountSummary } from '@offload/contracts';
import { check, fail, pass } from '../../../check/check.ts';

export const rootNoAccessKeys = check({
  id: 'aws.iam.root-no-access-keys',
  on: iamAccountSummary,
  severity: 'critical',
  title: 'The root user has no access keys',
  why: 'Keys of the root user can do everything, cannot be limited by a policy, and cannot be watched apart from the owner of the account.',
  fix: 'Sign in as root, give whatever used the keys a role of its own, then deactivate and delete them.',
  controls: { 'cis-aws-foundations-3.0': ['1.4'], 'aws-fsbp': ['IAM.4'], 'nist-800-53-r5': ['AC-2', 'AC-6'] },
  judge: ({ rootHasAccessKeys }) => (rootHasAccessKeys ? fail('the root user has access keys') : pass),
  examples: { pass: [{ rootHasAccessKeys: false }], fail: [{ rootHasAccessKeys: true }] },
});
