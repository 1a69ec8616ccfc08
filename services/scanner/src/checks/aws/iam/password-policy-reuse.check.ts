import { iamPasswordPolicy } from '@offload/contracts';
import { check, fail, pass } from '../../../check/check.ts';

/** As many as IAM can remember. */
const remembered = 24;

export const passwordPolicyReuse = check({
  id: 'aws.iam.password-policy-reuse',
  on: iamPasswordPolicy,
  severity: 'low',
  title: 'Passwords of IAM users cannot be used again',
  why: 'A password that leaked once stays dangerous when its owner can go back to it.',
  fix: 'Set password reuse prevention to 24 in the account password policy.',
  controls: { 'cis-aws-foundations-3.0': ['1.9'], 'aws-fsbp': ['IAM.7'], 'nist-800-53-r5': ['IA-5'] },
  judge: ({ rememberedPasswords }) => {
    if (rememberedPasswords >= remembered) return pass;
    return fail(
      rememberedPasswords === 0 ? 'any earlier password can be used again' : `only ${rememberedPasswords} earlier passwords are refused`,
    );
  },
  examples: { pass: [{ rememberedPasswords: 24 }], fail: [{ rememberedPasswords: 0 }, { rememberedPasswords: 5 }] },
});
