import type { ProviderFailure } from './provider-failure.ts';
import type { CloudSession } from './session.ts';
import { untilAborted } from './until-aborted.ts';

/** What became of a call: its value, or the provider's code and what it means. */
export type CallOutcome<V> =
  { readonly ok: true; readonly value: V } | { readonly ok: false; readonly code: string; readonly failure: ProviderFailure };

/** Whose access calls use, and how long they may go on. */
export interface CallScope {
  readonly session: Pick<CloudSession, 'explain'>;
  readonly signal: AbortSignal;
}

/** Awaits a call. Throws the signal's reason, `LeaseExpired`, and bugs; every other failure is an outcome. */
export async function attemptCall<V>(call: () => Promise<V>, { session, signal }: CallScope): Promise<CallOutcome<V>> {
  try {
    return { ok: true, value: await untilAborted(call(), signal) };
  } catch (error) {
    signal.throwIfAborted();
    return { ok: false, ...(await untilAborted(session.explain(error), signal)) };
  }
}
