import { iamAccountSummary } from '@offload/contracts';
import { check, fail, pass } from '../../../check/check.ts';

export const rootMfa = check({
  id: 'aws.iam.root-mfa',
  on: iamAccountSummary,
  severity: 'critical',
  title: 'The root user signs in with MFA',
  why: 'The root user can close the account and delete everything in it; a password alone is guessed, phished or reused.',
  fix: 'Sign in as root and register an MFA device, best a hardware key and a second one in a safe.',
  controls: { 'cis-aws-foundations-3.0': ['1.5'], 'aws-fsbp': ['IAM.9'], 'nist-800-53-r5': ['AC-2', 'IA-2'] },
  judge: ({ rootHasMfa }) => (rootHasMfa ? pass : fail('the root user has no MFA device')),
  examples: { pass: [{ rootHasMfa: true }], fail: [{ rootHasMfa: false }] },
});
