import type { GetCallerIdentityCommandOutput } from '@aws-sdk/client-sts';
import { randomBytes } from 'node:crypto';
import { setTimeout as delay } from 'node:timers/promises';
import type { AwsCaller, AwsCredentials } from '../../aws/aws-connector.ts';
import { AwsError } from '../../aws/aws-error.ts';
import { isPrincipal, parseArn, principalOf } from '../../aws/principal-arn.ts';
import { ConnectionRefused } from '../connection-refused.ts';
import { startConnectionTest } from '../connection-test-run.ts';
import type { Verification, VerifyOptions } from '../../providers/credential-provider.ts';
import { assumeFreshRole, assumeRole, canAssumeRole } from './assume-role.ts';
import { awsFailures, refuse } from './aws-failures.ts';
import { defaultRegion, probeSessionName, type AwsContext } from '../../aws/aws-context.ts';
import { judgePermissions, permissionSteps } from './judge-permissions.ts';
import { identityOf, reachAws, reachSteps, type AwsCallerIdentity } from './reach-aws.ts';

export interface AwsRole {
  kind: 'AWS_ROLE';
  roleArn: string;
  externalId: string;
  /** External IDs that were issued to this tenant: for the proof of a mismatch, not sealed. */
  issuedExternalIds: readonly string[];
}

const stepNames = [...reachSteps, 'platform-identity', 'authenticate', 'identity', 'external-id', ...permissionSteps];

/**
 * Tests a customer's role: does AWS answer and agree on the time, does the platform's own identity work, may it assume the role under the external ID, is it the account it should
 * be, is the external ID really demanded, what may be read, and what too much. The session is not narrowed, since the whole role is judged,
 * and is kept in memory only.
 */
export async function verifyAwsRole(context: AwsContext, role: AwsRole, options: VerifyOptions): Promise<Verification> {
  const run = startConnectionTest(stepNames, context.now);
  const platform = context.connector.as(context.platform, defaultRegion);

  try {
    const ours = await reachAws(run, platform);
    await run.step('platform-identity', async () => ({ value: checkPlatform(context, ours) }));

    const session = await run.step('authenticate', async () => ({ value: await authenticate(context, platform, role, options) }));
    const caller = context.connector.as(session, defaultRegion);

    const { accountId, callerArn } = await run.step('identity', async () => {
      const identity = await whoIs(caller);
      run.identity = identity.callerArn;
      const expected = options.expectedProviderAccountId ?? parseArn(role.roleArn)!.accountId;
      if (identity.accountId !== expected) throw new ConnectionRefused(awsFailures.wrongAccount(identity.accountId, expected));
      return { value: identity };
    });

    await run.step('external-id', async () => {
      await proveExternalIdIsDemanded(context, platform, role, options);
      return { value: undefined };
    });

    const status = await judgePermissions(context, run, { caller, callerArn, accountId }, options);
    return { ok: true, providerAccountId: accountId, status, test: run.passed() };
  } catch (error) {
    if (error instanceof ConnectionRefused) return { ok: false, failure: run.failed(error.failure) };
    throw error;
  }
}

async function whoIs(caller: AwsCaller): Promise<AwsCallerIdentity> {
  try {
    return identityOf(await caller.call<GetCallerIdentityCommandOutput>('sts', 'GetCallerIdentity', {}));
  } catch (error) {
    // Credentials that AWS issued a moment ago and does not accept: nothing is known, and a later try may tell.
    return refuse(error, ({ kind }) => (kind === 'EXPIRED' ? awsFailures.expired() : null));
  }
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
  return assumeFreshRole(platform, asEntered, waitsMs).catch((error: unknown) => refuseAssuming(context, error));
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

/**
 * AssumeRole accepts any external ID when the trust policy demands none. So the proof that it demands one is that both no external ID and
 * a random one are refused. A condition that was added a moment ago takes seconds to hold everywhere, so that what is accepted is tried again.
 */
async function proveExternalIdIsDemanded(context: AwsContext, platform: AwsCaller, { roleArn }: AwsRole, { isFresh }: VerifyOptions): Promise<void> {
  const wanted = { roleArn, sessionName: probeSessionName };
  const isDemanded = async (): Promise<boolean> => {
    const random = randomBytes(24).toString('hex');
    const accepted = await Promise.all([canAssumeRole(platform, wanted), canAssumeRole(platform, { ...wanted, externalId: random })]).catch(
      (error: unknown) => refuse(error, () => null),
    );
    return !accepted.includes(true);
  };

  for (const waitMs of isFresh ? context.propagationWaitsMs : []) {
    if (await isDemanded()) return;
    await delay(waitMs);
  }
  if (!(await isDemanded())) throw new ConnectionRefused(awsFailures.externalIdNotRequired(principalOf(roleArn)!.name, context.platformPrincipalArn));
}
