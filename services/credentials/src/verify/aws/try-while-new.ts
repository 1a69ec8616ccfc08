import { setTimeout as delay } from 'node:timers/promises';
import { AwsError, type AwsErrorKind } from '../../aws/aws-error.ts';

/** Tries again after each of the waits what AWS refuses in one of these ways: IAM is eventually consistent, and what was made a moment ago may not be known everywhere. */
export async function tryWhileNew<T>(waitsMs: readonly number[], mayBeNew: readonly AwsErrorKind[], attempt: () => Promise<T>): Promise<T> {
  for (const waitMs of waitsMs) {
    try {
      return await attempt();
    } catch (error) {
      if (!(error instanceof AwsError) || !mayBeNew.includes(error.kind) || error.isDeniedByOwnPolicy) throw error;
      await delay(waitMs);
    }
  }
  return attempt();
}
