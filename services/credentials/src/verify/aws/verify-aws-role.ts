import { randomBytes } from 'node:crypto';
import { defaultRegion, probeSessionName, type AwsContext } from '../../aws/aws-context.ts';
import type { AwsCaller, AwsCredentials } from '../../aws/aws-connector.ts';
import { AwsError } from '../../aws/aws-error.ts';
import { isPrincipal } from '../../aws/principal-arn.ts';
import type { Verification, VerifyOptions } from '../../providers/credential-provider.ts';
import { ConnectionRefused } from '../connection-refused.ts';
import { assumeRole, canAssumeRole } from './assume-role.ts';
import { awsFailures, refuse } from './aws-failures.ts';
import type { AwsCallerIdentity } from './reach-aws.ts';
import { tryWhileNew } from './try-while-new.ts';
import { verifyAssumedRole } from './verify-assumed-role.ts';

export interface AwsRole {
  kind: 'AWS_ROLE';
  roleArn: string;
  externalId: string;
  /** External IDs that were issued to this tenant: for the proof of a mismatch, not sealed. */
  issuedExternalIds: readonly string[];
}

/**
 * Tests a role that trusts the platform's principal under an external ID. AssumeRole accepts any external ID when the trust policy demands none, so the proof that
 * it demands one is that both no external ID and a random one are refused.
 */
export async function verifyAwsRole(context: AwsContext, role: AwsRole, options: VerifyOptions): Promise<Verification> {
  const platform = context.connector.as(context.platform, defaultRegion);

  return verifyAssumedRole(
    context,
    {
      roleArn: role.roleArn,
      reachAs: platform,
      checkPlatform: (ours) => checkPlatform(context, ours),
      authenticate: () => authenticate(context, platform, role, options),
      proof: {
        step: 'external-id',
        isProved: () => isExternalIdDemanded(platform, role),
        failure: (roleName) => awsFailures.externalIdNotRequired(roleName, context.platformPrincipalArn),
      },
    },
    options,
  );
}

/** Our own identity, asked first: when it does not work, nothing that follows says anything about the customer. */
function checkPlatform({ platformPrincipalArn }: AwsContext, ours: AwsCallerIdentity | AwsError): void {
  if (ours instanceof AwsError) return refuse(ours, ({ code }) => awsFailures.platformIdentityBroken(code));
  if (platformPrincipalArn !== null && !isPrincipal(ours.callerArn, platformPrincipalArn)) {
    throw new ConnectionRefused(awsFailures.platformIdentityBroken('it is not the principal that customers are told to trust'));
  }
}

async function authenticate(context: AwsContext, platform: AwsCaller, role: AwsRole, options: VerifyOptions): Promise<AwsCredentials> {
  const wanted = { roleArn: role.roleArn, sessionName: probeSessionName };
  const asEntered = { ...wanted, externalId: role.externalId };

  try {
    return await assumeRole(platform, asEntered);
  } catch (error) {
    if (!isRefusal(error)) refuseAssuming(context, error);
  }

  // Proof before patience: another external ID of this tenant that succeeds says what is wrong, at once.
  for (const externalId of role.issuedExternalIds) {
    if (externalId === role.externalId) continue;
    const isAccepted = await canAssumeRole(platform, { ...wanted, externalId }).catch((error: unknown) => refuseAssuming(context, error));
    if (isAccepted) throw new ConnectionRefused(awsFailures.externalIdMismatch());
  }

  const waitsMs = options.isFresh ? context.propagationWaitsMs : [];
  return tryWhileNew(waitsMs, ['DENIED'], () => assumeRole(platform, asEntered)).catch((error: unknown) => refuseAssuming(context, error));
}

const isRefusal = (error: unknown): boolean => error instanceof AwsError && error.kind === 'DENIED' && !error.isDeniedByOwnPolicy;

function refuseAssuming({ platformPrincipalArn }: AwsContext, error: unknown): never {
  return refuse(error, ({ kind, code, isDeniedByOwnPolicy }) => {
    if (isDeniedByOwnPolicy) return awsFailures.platformIdentityBroken('it is not allowed to call sts:AssumeRole');
    if (kind === 'DENIED') return awsFailures.roleNotAssumable(platformPrincipalArn);
    if (kind === 'REGION_OFF') return awsFailures.regionNotEnabled([defaultRegion]);
    return kind === 'OTHER' ? null : awsFailures.platformIdentityBroken(code);
  });
}

async function isExternalIdDemanded(platform: AwsCaller, { roleArn }: AwsRole): Promise<boolean> {
  const wanted = { roleArn, sessionName: probeSessionName };
  const random = randomBytes(24).toString('hex');
  const accepted = await Promise.all([canAssumeRole(platform, wanted), canAssumeRole(platform, { ...wanted, externalId: random })]).catch((error: unknown) =>
    refuse(error, () => null),
  );
  return !accepted.includes(true);
}
