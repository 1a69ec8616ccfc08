/** AWS-managed policies. The documents are AWS' own, so their ceiling is the customer's real one. */
import type { PolicyDocument } from './policy.ts';
import { securityAuditActions } from './security-audit.ts';

const arnPrefix = 'arn:aws:iam::aws:policy/';

export const securityAuditArn = `${arnPrefix}SecurityAudit`;
export const administratorAccessArn = `${arnPrefix}AdministratorAccess`;
export const powerUserAccessArn = `${arnPrefix}PowerUserAccess`;

const documents: Record<string, PolicyDocument> = {
  [securityAuditArn]: {
    Version: '2012-10-17',
    Statement: [{ Sid: 'BaseSecurityAuditStatement', Effect: 'Allow', Action: securityAuditActions, Resource: '*' }],
  },
  [administratorAccessArn]: { Version: '2012-10-17', Statement: [{ Effect: 'Allow', Action: '*', Resource: '*' }] },
  [powerUserAccessArn]: {
    Version: '2012-10-17',
    Statement: [
      { Effect: 'Allow', NotAction: ['iam:*', 'organizations:*', 'account:*'], Resource: '*' },
      {
        Effect: 'Allow',
        Action: [
          'account:GetAccountInformation',
          'account:GetGovCloudAccountInformation',
          'account:GetPrimaryEmail',
          'account:ListRegions',
          'iam:CreateServiceLinkedRole',
          'iam:DeleteServiceLinkedRole',
          'iam:ListRoles',
          'organizations:DescribeOrganization',
        ],
        Resource: '*',
      },
    ],
  },
};

/** The document of an AWS-managed policy that the simulator carries, or undefined. */
export function managedPolicy(arn: string): PolicyDocument | undefined {
  return documents[arn];
}

export const managedPolicyArns: readonly string[] = Object.keys(documents);

/**
 * What the customer's Terraform grants beside SecurityAudit. Listed as the product promises it, whether or not today's SecurityAudit
 * contains it too: AWS changes that policy when it likes.
 */
export const securitySupplement: PolicyDocument = {
  Version: '2012-10-17',
  Statement: [
    {
      Sid: 'OffloadSecuritySupplement',
      Effect: 'Allow',
      Action: [
        'securityhub:GetFindings',
        'guardduty:ListDetectors',
        'guardduty:ListFindings',
        'guardduty:GetFindings',
        'config:GetComplianceSummaryByConfigRule',
        'cloudtrail:LookupEvents',
        'tag:GetResources',
        'ecr:DescribeRepositories',
        'ecr:DescribeImages',
      ],
      Resource: '*',
    },
  ],
};
