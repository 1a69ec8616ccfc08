import type { AwsSession } from '../aws-session/aws-session.ts';
import { LeaseExpired } from '../aws-session/lease-expired.ts';
import { classifyFailure, codeOf, type ProviderFailure } from './provider-failure.ts';
import { untilAborted } from './until-aborted.ts';

/** What became of a call: its value, or the provider's code and what it means. */
export type CallOutcome<V> =
  { readonly ok: true; readonly value: V } | { readonly ok: false; readonly code: string; readonly failure: ProviderFailure };

/** Whose access calls use, and how long they may go on. */
export interface CallScope {
  readonly session: AwsSession;
  readonly signal: AbortSignal;
}

/** Awaits a call. Throws the signal's reason, `LeaseExpired`, and bugs; every other failure is an outcome. */
export async function attemptCall<V>(call: () => Promise<V>, { session, signal }: CallScope): Promise<CallOutcome<V>> {
  try {
    return { ok: true, value: await untilAborted(call(), signal) };
  } catch (error) {
    signal.throwIfAborted();
    const failure = classifyFailure(error);
    const code = codeOf(error as Error);
    if (failure.kind !== 'unknown-key') return { ok: false, failure, code };

    // A region that is off does not know the keys of the account; a key that is no longer good is unknown everywhere.
    if (!(await untilAborted(session.isGoodElsewhere(), signal))) throw new LeaseExpired(code, { cause: error });
    const message = `${session.region} is not enabled for the account (${code})`;
    return { ok: false, failure: { kind: 'gap', reason: 'REGION_NOT_ENABLED', message, operation: failure.operation }, code };
  }
}
