import { iamUser } from '@offload/contracts';
import { check, fail, pass } from '../../../check/check.ts';

export const userPermissionsByGroup = check({
  id: 'aws.iam.user-permissions-by-group',
  on: iamUser,
  severity: 'low',
  title: 'IAM users get their permissions from groups',
  why: 'Policies on single users pile up: nobody sees at a glance who may do what, and they stay when people change their work.',
  fix: 'Put the user into a group that has the policy, then detach it and delete inline policies.',
  controls: { 'cis-aws-foundations-3.0': ['1.15'], 'aws-fsbp': ['IAM.2'], 'nist-800-53-r5': ['AC-2', 'AC-3', 'AC-6'] },
  judge: ({ attachedPolicies, inlinePolicyNames }) => {
    const count = attachedPolicies.length + inlinePolicyNames.length;
    return count === 0 ? pass : fail(`${count} of the user's policies are its own`);
  },
  examples: {
    pass: [{ attachedPolicies: [], inlinePolicyNames: [] }],
    fail: [
      { attachedPolicies: [{ policyArn: 'arn:aws:iam::aws:policy/ReadOnlyAccess', policyName: 'ReadOnlyAccess' }], inlinePolicyNames: [] },
      { attachedPolicies: [], inlinePolicyNames: ['legacy'] },
    ],
  },
});
