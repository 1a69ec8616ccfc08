import { iamPasswordPolicy } from '@offload/contracts';
import { check, fail, pass } from '../../../check/check.ts';

const leastLength = 14;

export const passwordPolicyLength = check({
  id: 'aws.iam.password-policy-length',
  on: iamPasswordPolicy,
  severity: 'medium',
  title: 'Passwords of IAM users have at least 14 characters',
  why: 'Length is what makes guessing and cracking passwords slow.',
  fix: 'Set a minimum length of 14 or more in the account password policy.',
  controls: { 'cis-aws-foundations-3.0': ['1.8'], 'aws-fsbp': ['IAM.7'], 'nist-800-53-r5': ['IA-5'] },
  judge: ({ minimumLength }) => (minimumLength >= leastLength ? pass : fail(`passwords of ${minimumLength} characters are allowed`)),
  examples: { pass: [{ minimumLength: 14 }], fail: [{ minimumLength: 8 }] },
});
