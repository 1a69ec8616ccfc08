import type { PipelinePolicy, PipelineResponse } from '@azure/core-rest-pipeline';
import { msOfRetryAfter, sendAgain, type RetryOptions } from '../http/send-again.ts';

/** Tries requests of Azure's clients again, as `sendAgain` says. */
export const retryPolicy = (options: RetryOptions): PipelinePolicy => ({
  name: 'offload-retry',
  sendRequest: (request, next) => sendAgain(() => next(request), pauseAskedFor, options),
});

/** Some services of Azure count in milliseconds, in headers of their own. */
function pauseAskedFor({ headers }: PipelineResponse): number | null {
  for (const name of ['retry-after-ms', 'x-ms-retry-after-ms']) {
    const ms = Number(headers.get(name) ?? Number.NaN);
    if (Number.isFinite(ms) && ms >= 0) return ms;
  }
  return msOfRetryAfter(headers.get('retry-after'));
}
