import { iamUser } from '@offload/contracts';
import { check, fail, pass } from '../../../check/check.ts';

const administratorAccess = 'arn:aws:iam::aws:policy/AdministratorAccess';

export const userNoAdministrator = check({
  id: 'aws.iam.user-no-administrator',
  on: iamUser,
  severity: 'high',
  title: 'IAM users are not administrators by a policy of their own',
  why: 'A user has long-lived credentials; with AdministratorAccess, whoever takes one has the account.',
  fix: 'Detach AdministratorAccess. Let administrators assume a role for the time of their work, with MFA.',
  controls: { 'nist-800-53-r5': ['AC-2', 'AC-6'] },
  judge: ({ attachedPolicies }) =>
    attachedPolicies.some(({ policyArn }) => policyArn === administratorAccess)
      ? fail('AdministratorAccess is attached to the user')
      : pass,
  examples: {
    pass: [{ attachedPolicies: [] }],
    fail: [{ attachedPolicies: [{ policyArn: administratorAccess, policyName: 'AdministratorAccess' }] }],
  },
});
