import { newExternalId } from '../external-id/external-id.ts';
import { awsAudience, federatedSubjectOf } from './federated-subject.ts';
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

/**
 * A role that trusts the platform's principal under the external ID of the kit or, where the platform has no AWS identity, the platform's OIDC issuer for
 * the subject of the kit. Where it has both, the module does the second when asked to.
 */
export const awsKit: ProviderKit = {
  module: 'aws',
  unavailable: ({ awsPrincipalArn, oidcIssuer }) => (awsPrincipalArn === null && oidcIssuer === null ? noIdentity : undefined),
  newExternalId,

  write({ kit, tenantId, platform: { awsPrincipalArn, oidcIssuer } }): KitContent {
    const externalId = kit.externalId!;
    const federation = oidcIssuer === null ? null : { oidcIssuer, subject: federatedSubjectOf(tenantId, kit.id), audience: awsAudience };
    const variables = {
      external_id: externalId,
      ...(awsPrincipalArn !== null && { platform_principal_arn: awsPrincipalArn }),
      ...(federation && { federated: awsPrincipalArn === null, issuer: federation.oidcIssuer, subject: federation.subject }),
    };

    if (awsPrincipalArn !== null) {
      return {
        trust: { awsPrincipalArn, ...federation },
        variables,
        commands: commandsWith(trustPolicy(awsPrincipalArn, externalId)),
        steps: [
          applyStep,
          takeStep,
          'Call connectAwsAccount with that ARN and the external ID of this kit, as role.',
          ...(federation ? [`To trust the platform's OIDC issuer in place of its AWS identity: apply with \`-var federated=true\`. ${webIdentityStep(kit.id)}`] : []),
        ],
      };
    }
    // Made when there still was an identity.
    if (!federation) return { trust: {}, variables, commands: [], steps: [noIdentity] };
    return {
      trust: federation,
      variables,
      commands: [
        'ACCOUNT_ID=$(aws sts get-caller-identity --query Account --output text)',
        // One a name and account: another connection may have made it.
        `aws iam get-open-id-connect-provider --open-id-connect-provider-arn "arn:aws:iam::$ACCOUNT_ID:oidc-provider/${hostOf(federation.oidcIssuer)}" ` +
          `> /dev/null 2>&1 || aws iam create-open-id-connect-provider --url ${shellWord(federation.oidcIssuer)} --client-id-list ${awsAudience}`,
        ...commandsWith(federatedTrustPolicy(federation)),
      ],
      steps: [applyStep, takeStep, webIdentityStep(kit.id)],
    };
  },
};

const applyStep = 'Save `terraform` as offload-security.tf and run `terraform init && terraform apply` with credentials of the account.';
const takeStep = 'Take `role_arn` from the outputs.';
const webIdentityStep = (kitId: string): string =>
  `Call connectAwsAccount with that ARN and the id of this kit, as webIdentity: ${kitId}. There is no secret.`;

const noIdentity =
  'The platform has no identity that a role could trust. Its operator must set one (PLATFORM_AWS_PRINCIPAL_ARN or PLATFORM_OIDC_ISSUER); until then, ' +
  'connect by access keys';

/** IAM names an issuer without its scheme. */
const hostOf = (issuer: string): string => issuer.replace(/^https:\/\//, '');

/** The account's own id is only known where this runs: outside of the quotes, for the shell to fill in. */
const withAccountId = (quoted: string): string => quoted.replaceAll('{account}', `'"$ACCOUNT_ID"'`);

const federatedTrustPolicy = ({ oidcIssuer, subject, audience }: { oidcIssuer: string; subject: string; audience: string }): string =>
  JSON.stringify({
    Version: '2012-10-17',
    Statement: [
      {
        Effect: 'Allow',
        Principal: { Federated: `arn:aws:iam::{account}:oidc-provider/${hostOf(oidcIssuer)}` },
        Action: 'sts:AssumeRoleWithWebIdentity',
        Condition: { StringEquals: { [`${hostOf(oidcIssuer)}:sub`]: subject, [`${hostOf(oidcIssuer)}:aud`]: audience } },
      },
    ],
  });

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
    `--assume-role-policy-document ${withAccountId(shellWord(trust))}`,
  `aws iam attach-role-policy --role-name ${roleName} --policy-arn arn:aws:iam::aws:policy/SecurityAudit`,
  `aws iam put-role-policy --role-name ${roleName} --policy-name OffloadSecuritySupplement --policy-document ${shellWord(supplementPolicy)}`,
  `aws iam get-role --role-name ${roleName} --query Role.Arn --output text`,
];
