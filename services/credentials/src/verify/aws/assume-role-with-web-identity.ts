import type { AssumeRoleWithWebIdentityCommandOutput } from '@aws-sdk/client-sts';
import type { AwsCaller } from '../../aws/aws-connector.ts';
import { sessionOf, type RoleSession } from './assume-role.ts';

/** What an assertion must be for: what AWS's own libraries use. https://docs.aws.amazon.com/IAM/latest/UserGuide/id_roles_providers_create_oidc.html */
export const awsAudience = 'sts.amazonaws.com';

export interface RoleToAssumeByToken {
  roleArn: string;
  /** An assertion of the platform's issuer, for `sts.amazonaws.com`. */
  token: string;
  /** Up to 64 of `[\w+=,.@-]`; the customer's CloudTrail shows it. */
  sessionName: string;
  /** An inline session policy that narrows what the session may do. */
  policy?: string;
  durationSeconds?: number;
}

/** Assumes a role by a token. The call is not signed, so that it does not matter as whom the caller calls. @throws AwsError */
export async function assumeRoleWithWebIdentity(anybody: AwsCaller, role: RoleToAssumeByToken): Promise<RoleSession> {
  const answer = await anybody.call<AssumeRoleWithWebIdentityCommandOutput>('sts', 'AssumeRoleWithWebIdentity', {
    RoleArn: role.roleArn,
    RoleSessionName: role.sessionName,
    WebIdentityToken: role.token,
    DurationSeconds: role.durationSeconds ?? 900,
    ...(role.policy !== undefined && { Policy: role.policy }),
  });
  return sessionOf('sts:AssumeRoleWithWebIdentity', answer);
}
