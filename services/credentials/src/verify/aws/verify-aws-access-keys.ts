import type { Secret } from '@offload/service-kit';
import type { AwsCredentials } from '../../aws/aws-connector.ts';
import { AwsError } from '../../aws/aws-error.ts';
import { isRootArn } from '../../aws/principal-arn.ts';
import { ConnectionRefused, type StepFailure } from '../connection-refused.ts';
import { startConnectionTest } from '../connection-test-run.ts';
import type { Verification, VerifyOptions } from '../../providers/credential-provider.ts';
import { awsFailures, refuse } from './aws-failures.ts';
import { defaultRegion, type AwsContext } from '../../aws/aws-context.ts';
import { keyIssuedAt } from './key-age.ts';
import { judgePermissions, permissionSteps } from './judge-permissions.ts';
import { reachAws, reachSteps } from './reach-aws.ts';

export interface AwsAccessKeys {
  kind: 'AWS_ACCESS_KEYS';
  accessKeyId: string;
  secretAccessKey: Secret;
  /** Of temporary credentials; null for the keys of a user. */
  sessionToken: Secret | null;
}

const stepNames = [...reachSteps, 'authenticate', 'identity', ...permissionSteps];

/** The keys as the SDK and the signer take them: the one place where they leave their wrapping. */
export const awsCredentialsOf = ({ accessKeyId, secretAccessKey, sessionToken }: AwsAccessKeys): AwsCredentials => ({
  accessKeyId,
  secretAccessKey: secretAccessKey.reveal(),
  ...(sessionToken && { sessionToken: sessionToken.reveal() }),
});

/** Tests access keys: does AWS answer and agree on the time, does it accept them, whose are they, what may be read, and what too much. Keys of a root user are refused. */
export async function verifyAwsAccessKeys(context: AwsContext, keys: AwsAccessKeys, options: VerifyOptions): Promise<Verification> {
  const run = startConnectionTest(stepNames, context.now);
  const caller = context.connector.as(awsCredentialsOf(keys), defaultRegion);

  if (keys.sessionToken)
    run.notices.push('These are temporary credentials: the connection ends when they expire. Connect with a role instead.');
  else run.notices.push('A role is better than access keys: it holds no secret. These keys must be rotated within 90 days.');

  try {
    const answer = await reachAws(run, caller);
    const { accountId, callerArn } = await run.step('authenticate', async () => ({
      value: answer instanceof AwsError ? refuse(answer, (error) => keysFailure(error, keys)) : answer,
    }));
    run.identity = callerArn;

    await run.step('identity', async () => {
      if (isRootArn(callerArn)) throw new ConnectionRefused(awsFailures.rootCredentials());
      const expected = options.expectedProviderAccountId ?? accountId;
      if (accountId !== expected) throw new ConnectionRefused(awsFailures.wrongAccount(accountId, expected));
      return { value: undefined };
    });

    const status = await judgePermissions(context, run, { caller, callerArn, accountId }, options);
    const issuedAt = keys.sessionToken ? null : await keyIssuedAt(caller, keys.accessKeyId);
    return { ok: true, providerAccountId: accountId, status, test: run.passed(), issuedAt };
  } catch (error) {
    if (error instanceof ConnectionRefused) return { ok: false, failure: run.failed(error.failure) };
    throw error;
  }
}

function keysFailure({ kind }: AwsError, { sessionToken }: AwsAccessKeys): StepFailure | null {
  if (kind === 'EXPIRED') return awsFailures.expired();
  if (kind === 'BAD_SIGNATURE') return awsFailures.wrongSecret();
  if (kind === 'BAD_KEY' || kind === 'DENIED') return sessionToken ? awsFailures.unknownSessionToken() : awsFailures.unknownAccessKey();
  return kind === 'REGION_OFF' ? awsFailures.regionNotEnabled([defaultRegion]) : null;
}
