import type { GetCallerIdentityCommandOutput } from '@aws-sdk/client-sts';
import type { AwsCaller } from '../../aws/aws-connector.ts';
import { AwsError } from '../../aws/aws-error.ts';
import { ConnectionRefused } from '../connection-refused.ts';
import type { ConnectionTestRun, StepNote } from '../connection-test-run.ts';
import { awsFailures, refuse } from './aws-failures.ts';

/** The steps that every AWS test begins with, in order. */
export const reachSteps = ['reach', 'clock'] as const;

export interface AwsCallerIdentity {
  accountId: string;
  callerArn: string;
}

/** An answer of GetCallerIdentity in our terms. */
export const identityOf = ({ Account, Arn }: GetCallerIdentityCommandOutput): AwsCallerIdentity => ({ accountId: Account ?? '', callerArn: Arn ?? '' });

const unasked: StepNote = { outcome: 'UNKNOWN', message: 'AWS was not asked: the platform has no credentials of its own to ask with.' };

/**
 * The first two steps, which the first call answers: that AWS answers at all, and that it agrees on the time. The SDK corrects a wrong clock by itself, which
 * would hide that everything else of the platform is off. Gives what the call said, for the step after them to judge. @throws ConnectionRefused
 */
export async function reachAws(run: ConnectionTestRun, caller: AwsCaller): Promise<AwsCallerIdentity | AwsError> {
  const answer = await caller.call<GetCallerIdentityCommandOutput>('sts', 'GetCallerIdentity', {}).catch((error: unknown) => {
    if (error instanceof AwsError) return error;
    throw error;
  });
  const error = answer instanceof AwsError ? answer : null;
  const note = error?.kind === 'NO_CREDENTIALS' ? unasked : undefined;

  await run.step('reach', async () => {
    if (error?.kind === 'UNREACHABLE') refuse(error, () => null);
    return { value: undefined, note };
  });
  await run.step('clock', async () => {
    if (error?.kind === 'CLOCK_SKEW' || (await caller.isClockSkewed())) throw new ConnectionRefused(awsFailures.clockSkew());
    return { value: undefined, note };
  });
  return answer instanceof AwsError ? answer : identityOf(answer);
}
