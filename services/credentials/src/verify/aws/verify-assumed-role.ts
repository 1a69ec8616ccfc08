import type { GetCallerIdentityCommandOutput } from '@aws-sdk/client-sts';
import { setTimeout as delay } from 'node:timers/promises';
import { defaultRegion, type AwsContext } from '../../aws/aws-context.ts';
import type { AwsCaller, AwsCredentials } from '../../aws/aws-connector.ts';
import type { AwsError } from '../../aws/aws-error.ts';
import { parseArn, principalOf } from '../../aws/principal-arn.ts';
import type { Verification, VerifyOptions } from '../../providers/credential-provider.ts';
import { ConnectionRefused, type StepFailure } from '../connection-refused.ts';
import { startConnectionTest } from '../connection-test-run.ts';
import { awsFailures, refuse } from './aws-failures.ts';
import { judgePermissions, permissionSteps } from './judge-permissions.ts';
import { identityOf, reachAws, reachSteps, type AwsCallerIdentity } from './reach-aws.ts';

/** How a customer's role is entered. */
export interface WayIn {
  roleArn: string;
  /** Makes the first call, which tells whether AWS answers and what time it is there. */
  reachAs: AwsCaller;
  /** Whether the platform's own identity holds, given what that call was answered. @throws ConnectionRefused */
  checkPlatform(answer: AwsCallerIdentity | AwsError): void;
  /** A session of the role, not narrowed. @throws ConnectionRefused */
  authenticate(): Promise<AwsCredentials>;
  /** The step which proves that the role lets in this connection alone, and none of the platform's other customers. */
  proof: {
    step: string;
    /** @throws ConnectionRefused */
    isProved(): Promise<boolean>;
    failure(roleName: string): StepFailure;
  };
}

/**
 * Tests a customer's role: does AWS answer and agree on the time, does the platform's own identity work, may it assume the role, is it the account it should be,
 * is nobody else let in, what may be read, and what too much. The session is not narrowed, since the whole role is judged, and is kept in memory only.
 */
export async function verifyAssumedRole(context: AwsContext, way: WayIn, options: VerifyOptions): Promise<Verification> {
  const run = startConnectionTest(
    [...reachSteps, 'platform-identity', 'authenticate', 'identity', way.proof.step, ...permissionSteps],
    context.now,
  );

  try {
    const answer = await reachAws(run, way.reachAs);
    await run.step('platform-identity', async () => ({ value: way.checkPlatform(answer) }));

    const session = await run.step('authenticate', async () => ({ value: await way.authenticate() }));
    const caller = context.connector.as(session, defaultRegion);

    const { accountId, callerArn } = await run.step('identity', async () => {
      const identity = await whoIs(caller);
      run.identity = identity.callerArn;
      const expected = options.expectedProviderAccountId ?? parseArn(way.roleArn)!.accountId;
      if (identity.accountId !== expected) throw new ConnectionRefused(awsFailures.wrongAccount(identity.accountId, expected));
      return { value: identity };
    });

    await run.step(way.proof.step, async () => ({ value: await prove(context, way, options) }));

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

/** A condition that was added to a trust policy a moment ago takes seconds to hold everywhere, so that what is accepted is tried again. */
async function prove({ propagationWaitsMs }: AwsContext, { roleArn, proof }: WayIn, { isFresh }: VerifyOptions): Promise<void> {
  for (const waitMs of isFresh ? propagationWaitsMs : []) {
    if (await proof.isProved()) return;
    await delay(waitMs);
  }
  if (!(await proof.isProved())) throw new ConnectionRefused(proof.failure(principalOf(roleArn)!.name));
}
