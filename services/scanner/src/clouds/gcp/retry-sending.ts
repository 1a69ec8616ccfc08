import { setTimeout as wait } from 'node:timers/promises';
import { ConnectionFailed } from './connection-failed.ts';
import { gcpErrorOf } from './gcp-error.ts';
import type { GcpAnswer, SendGcp } from './gcp-http.ts';

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
 * Tries a request again that was throttled, failed on Google's side or got no answer: after what Google asks for, or else after a random, growing pause.
 * Rejects with `GcpError` when Google refuses in the end.
 */
export function retrySending(send: SendGcp, { maxAttempts, pause = wait }: RetryOptions): SendGcp {
  return async (request) => {
    for (let attempt = 1; ; attempt++) {
      let asked: number | null = null;
      try {
        const answer = await send(request);
        if (answer.status < 400) return answer;
        const refusal = gcpErrorOf(answer.status, answer.body);
        asked = pauseAskedFor(answer) ?? refusal.retryDelayMs;
        if (!passingStatuses.has(answer.status) || attempt >= maxAttempts || (asked ?? 0) > longestPauseMs) throw refusal;
      } catch (error) {
        if (!(error instanceof ConnectionFailed) || attempt >= maxAttempts) throw error;
      }
      await pause(asked ?? Math.random() * Math.min(longestBackoffMs, 200 * 2 ** attempt));
    }
  };
}

/** What `retry-after` asks for, in ms: seconds, or a date; null when it asks for nothing. */
function pauseAskedFor({ retryAfter }: GcpAnswer): number | null {
  if (retryAfter === null) return null;
  const seconds = Number(retryAfter);
  if (Number.isFinite(seconds)) return Math.max(0, seconds * 1000);
  const at = Date.parse(retryAfter);
  return Number.isNaN(at) ? null : Math.max(0, at - Date.now());
}
