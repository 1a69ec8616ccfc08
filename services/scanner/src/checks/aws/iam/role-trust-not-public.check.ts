import { iamRole } from '@offload/contracts';
import { check, fail, pass } from '../../../check/check.ts';

const trust = (awsPrincipals: string[], conditionKeys: string[]) => ({
  isAllow: true,
  awsPrincipals,
  services: [],
  federated: [],
  conditionKeys,
});

export const roleTrustNotPublic = check({
  id: 'aws.iam.role-trust-not-public',
  on: iamRole,
  severity: 'critical',
  title: 'Roles cannot be assumed by every AWS account',
  why: 'A trust policy with the principal "*" and no condition lets anybody with an AWS account become the role.',
  fix: 'Name the principals that may assume the role, and add conditions (external ID, organization, source ARN).',
  controls: { 'nist-800-53-r5': ['AC-3', 'AC-6'] },
  judge: ({ trust: statements }) =>
    statements.some(({ isAllow, awsPrincipals, conditionKeys }) => isAllow && awsPrincipals.includes('*') && conditionKeys.length === 0)
      ? fail('anybody may assume the role')
      : pass,
  examples: {
    pass: [{ trust: [trust(['arn:aws:iam::210987654321:root'], [])] }, { trust: [trust(['*'], ['aws:principalorgid'])] }],
    fail: [{ trust: [trust(['*'], [])] }],
  },
});
