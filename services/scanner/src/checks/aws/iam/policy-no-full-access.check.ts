import { iamPolicy } from '@offload/contracts';
import { check, fail, pass } from '../../../check/check.ts';

export const policyNoFullAccess = check({
  id: 'aws.iam.policy-no-full-access',
  on: iamPolicy,
  severity: 'high',
  title: 'No policy in use allows every action on everything',
  why: 'A policy with "*" on "*" makes an administrator of whatever it is attached to, under a name that does not say so.',
  fix: 'Grant the actions that are used (IAM Access Analyzer proposes a policy from CloudTrail), attach that and delete this one.',
  controls: { 'cis-aws-foundations-3.0': ['1.16'], 'aws-fsbp': ['IAM.1'], 'nist-800-53-r5': ['AC-2', 'AC-3', 'AC-6'] },
  judge: ({ attachments, allowsEverything }) =>
    allowsEverything && attachments > 0 ? fail(`allows everything, and is attached ${attachments} times`) : pass,
  examples: {
    pass: [
      { attachments: 3, allowsEverything: false },
      { attachments: 0, allowsEverything: true },
    ],
    fail: [{ attachments: 1, allowsEverything: true }],
  },
});
