import { setTimeout as sleep } from 'node:timers/promises';
import { ConnectionFailed } from './connection-failed.ts';

/** Keeps no process alive that wants to end. */
const wait = (ms: number): Promise<void> => sleep(ms, undefined, { ref: false });

/** Throttled, or failed in a way that may be over the next time. */
const passingStatuses = new Set([408, 429, 500, 502, 503, 504]);
/** An answer that asks for a longer pause is taken for an answer: the job has others to make way for. */
const longestPauseMs = 60_000;
const longestBackoffMs = 20_000;

export interface RetryOptions {
  /** How often a request is tried in all. */
  readonly maxAttempts: number;
  /** Waits so many ms. */
  readonly pause?: (ms: number) => Promise<unknown>;
}

/**
 * Tries a request again that was throttled, failed on the provider's side or got no answer: after the pause that the answer asks for (in ms; null when it asks
 * for none), or else after a random, growing one. Gives the last answer, whatever its status; rejects as `send` does.
 */
export async function sendAgain<A extends { readonly status: number }>(
  send: () => Promise<A>,
  pauseAskedFor: (answer: A) => number | null,
  { maxAttempts, pause = wait }: RetryOptions,
): Promise<A> {
  for (let attempt = 1; ; attempt++) {
    let asked: number | null = null;
    try {
      const answer = await send();
      if (!passingStatuses.has(answer.status) || attempt >= maxAttempts) return answer;
      asked = pauseAskedFor(answer);
      if (asked !== null && asked > longestPauseMs) return answer;
    } catch (error) {
      if (!(error instanceof ConnectionFailed) || attempt >= maxAttempts) throw error;
    }
    await pause(asked ?? Math.random() * Math.min(longestBackoffMs, 200 * 2 ** attempt));
  }
}

/** What `retry-after` asks for, in ms: it says seconds, or a date. null when it asks for nothing. */
export function msOfRetryAfter(header: string | undefined): number | null {
  if (header === undefined) return null;
  const seconds = Number(header);
  if (Number.isFinite(seconds)) return Math.max(0, seconds * 1000);
  const at = Date.parse(header);
  return Number.isNaN(at) ? null : Math.max(0, at - Date.now());
}
