import { newExternalId } from '../external-id/external-id.ts';
import type { KitContent, ProviderKit } from './provider-kit.ts';
import { shellWord } from './shell-word.ts';

const roleName = 'OffloadSecurityScanner';

/** What SecurityAudit does not grant of what the platform reads: the same as in terraform/aws. */
export const awsSupplement = [
  'cloudtrail:LookupEvents',
  'config:GetComplianceSummaryByConfigRule',
  'ecr:DescribeImages',
  'ecr:DescribeRepositories',
  'guardduty:GetFindings',
  'guardduty:ListDetectors',
  'guardduty:ListFindings',
  'securityhub:GetFindings',
  'tag:GetResources',
] as const;

/** A role that trusts the platform's principal under the external ID of the kit. */
export const awsKit: ProviderKit = {
  module: 'aws',
  unavailable: ({ awsPrincipalArn }) => (awsPrincipalArn === null ? noPrincipal : undefined),
  newExternalId,

  write({ kit, platform }): KitContent {
    const { awsPrincipalArn } = platform;
    // Made when there still was one.
    if (awsPrincipalArn === null) return { trust: {}, variables: { external_id: kit.externalId! }, commands: [], steps: [noPrincipal] };

    return {
      trust: { awsPrincipalArn },
      variables: { platform_principal_arn: awsPrincipalArn, external_id: kit.externalId! },
      commands: commandsWith(trustPolicy(awsPrincipalArn, kit.externalId!)),
      steps: [
        'Save `terraform` as offload-security.tf and run `terraform init && terraform apply` with credentials of the account.',
        'Take `role_arn` from the outputs.',
        'Call connectAwsAccount with that ARN and the external ID of this kit.',
      ],
    };
  },
};

const noPrincipal =
  'The platform has no AWS identity that a role could trust. Its operator must set one (PLATFORM_AWS_PRINCIPAL_ARN); until then, connect by ' +
  'access keys';

const trustPolicy = (principalArn: string, externalId: string): string =>
  JSON.stringify({
    Version: '2012-10-17',
    Statement: [
      {
        Effect: 'Allow',
        Principal: { AWS: principalArn },
        Action: 'sts:AssumeRole',
        Condition: { StringEquals: { 'sts:ExternalId': externalId } },
      },
    ],
  });

const supplementPolicy = JSON.stringify({
  Version: '2012-10-17',
  Statement: [{ Effect: 'Allow', Action: awsSupplement, Resource: '*' }],
});

const commandsWith = (trust: string): string[] => [
  `aws iam create-role --role-name ${roleName} --max-session-duration 3600 --description ${shellWord('Read-only access for Offload Security')} ` +
    `--assume-role-policy-document ${shellWord(trust)}`,
  `aws iam attach-role-policy --role-name ${roleName} --policy-arn arn:aws:iam::aws:policy/SecurityAudit`,
  `aws iam put-role-policy --role-name ${roleName} --policy-name OffloadSecuritySupplement --policy-document ${shellWord(supplementPolicy)}`,
  `aws iam get-role --role-name ${roleName} --query Role.Arn --output text`,
];
