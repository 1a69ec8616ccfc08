import type { AttachedPolicy } from '@aws-sdk/client-iam';

/** Managed policies as they are attached to a user or a role. */
export const attachedPoliciesOf = (policies: readonly AttachedPolicy[] | undefined): { policyArn: string; policyName: string }[] =>
  (policies ?? []).map(({ PolicyArn = '', PolicyName = '' }) => ({ policyArn: PolicyArn, policyName: PolicyName }));
