import { iamUser } from '@offload/contracts';
import { check, fail, pass } from '../../../check/check.ts';

export const userConsoleMfa = check({
  id: 'aws.iam.user-console-mfa',
  on: iamUser,
  severity: 'high',
  title: 'IAM users with a console password sign in with MFA',
  why: 'Passwords are guessed, phished and reused; with a second factor none of that is enough.',
  fix: 'Have the user register an MFA device, or remove the password and let people sign in through IAM Identity Center.',
  controls: { 'cis-aws-foundations-3.0': ['1.10'], 'aws-fsbp': ['IAM.5'], 'nist-800-53-r5': ['AC-2', 'IA-2'] },
  judge: ({ consolePassword, mfaDevices }) =>
    consolePassword === null || mfaDevices.length > 0 ? pass : fail('has a console password and no MFA device'),
  examples: {
    pass: [
      { consolePassword: null, mfaDevices: [] },
      {
        consolePassword: { createdAt: '2025-11-01T00:00:00Z', lastUsedAt: null },
        mfaDevices: [{ serialNumber: 'mfa-1', enabledAt: null }],
      },
    ],
    fail: [{ consolePassword: { createdAt: '2025-11-01T00:00:00Z', lastUsedAt: null }, mfaDevices: [] }],
  },
});
