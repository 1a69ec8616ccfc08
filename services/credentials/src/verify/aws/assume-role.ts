import type { AssumeRoleCommandOutput } from '@aws-sdk/client-sts';
import type { AwsCaller } from '../../aws/aws-connector.ts';
import { AwsError } from '../../aws/aws-error.ts';

/** Temporary credentials of an assumed role. */
export interface RoleSession {
  accessKeyId: string;
  secretAccessKey: string;
  sessionToken: string;
  expiration: Date;
}

export interface RoleToAssume {
  roleArn: string;
  /** Absent: none is presented, which a well-kept role refuses. */
  externalId?: string;
  /** Up to 64 of `[\w+=,.@-]`; the customer's CloudTrail shows it. */
  sessionName: string;
  /** An inline session policy that narrows what the session may do. */
  policy?: string;
  durationSeconds?: number;
}

/** Assumes a role. @throws AwsError */
export async function assumeRole(platform: AwsCaller, role: RoleToAssume): Promise<RoleSession> {
  const answer = await platform.call<AssumeRoleCommandOutput>('sts', 'AssumeRole', {
    RoleArn: role.roleArn,
    RoleSessionName: role.sessionName,
    DurationSeconds: role.durationSeconds ?? 900,
    ...(role.externalId !== undefined && { ExternalId: role.externalId }),
    ...(role.policy !== undefined && { Policy: role.policy }),
  });
  return sessionOf('sts:AssumeRole', answer);
}

/** The session that STS answered with. @throws AwsError when there is none in the answer */
export function sessionOf(operation: string, { Credentials }: Pick<AssumeRoleCommandOutput, 'Credentials'>): RoleSession {
  const { AccessKeyId, SecretAccessKey, SessionToken, Expiration } = Credentials ?? {};
  if (!AccessKeyId || !SecretAccessKey || !SessionToken || !Expiration) throw new AwsError(operation, 'OTHER', 'NoCredentials');
  return { accessKeyId: AccessKeyId, secretAccessKey: SecretAccessKey, sessionToken: SessionToken, expiration: Expiration };
}

/** Whether AWS lets the role be assumed so. Only a denial is a no; anything else goes on as the error it is. */
export async function canAssumeRole(platform: AwsCaller, role: RoleToAssume): Promise<boolean> {
  try {
    await assumeRole(platform, role);
    return true;
  } catch (error) {
    if (error instanceof AwsError && error.kind === 'DENIED') return false;
    throw error;
  }
}
