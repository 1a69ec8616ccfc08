import { setTimeout as wait } from 'node:timers/promises';
import type { PipelinePolicy, PipelineResponse } from '@azure/core-rest-pipeline';
import { ConnectionFailed } from './connection-failed.ts';

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
 * Tries a request again that was throttled, failed on Azure's side or got no answer: after what `retry-after` asks for, or else after a random,
 * growing pause.
 */
export function retryPolicy({ maxAttempts, pause = wait }: RetryOptions): PipelinePolicy {
  return {
    name: 'offload-retry',
    async sendRequest(request, next) {
      for (let attempt = 1; ; attempt++) {
        let asked: number | null = null;
        try {
          const response = await next(request);
          asked = pauseAskedFor(response);
          const isFinal = !passingStatuses.has(response.status) || attempt >= maxAttempts || (asked ?? 0) > longestPauseMs;
          if (isFinal) return response;
        } catch (error) {
          if (!(error instanceof ConnectionFailed) || attempt >= maxAttempts) throw error;
        }
        await pause(asked ?? Math.random() * Math.min(longestBackoffMs, 200 * 2 ** attempt));
      }
    },
  };
}

/** The pause that an answer asks for, in ms; null when it asks for none. */
function pauseAskedFor({ headers }: PipelineResponse): number | null {
  for (const name of ['retry-after-ms', 'x-ms-retry-after-ms']) {
    const ms = Number(headers.get(name) ?? Number.NaN);
    if (Number.isFinite(ms) && ms >= 0) return ms;
  }
  const after = headers.get('retry-after');
  if (after === undefined) return null;
  const seconds = Number(after);
  if (Number.isFinite(seconds)) return Math.max(0, seconds * 1000);
  const at = Date.parse(after);
  return Number.isNaN(at) ? null : Math.max(0, at - Date.now());
}
