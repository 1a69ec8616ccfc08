import { setTimeout as delay } from 'node:timers/promises';
import { InternalCallError } from '@offload/service-kit';
import { backoffMs } from './backoff.ts';
import { Deferred } from './job-interruptions.ts';

/** How long a worker waits for another service with a job in its hands, before it puts the job back. */
const patienceMs = 20_000;

/**
 * Makes an idempotent call to another service of ours, again while it is not there. Throws {@link Deferred} when that lasts too long, and the
 * signal's reason when it aborts: the job itself has done nothing wrong.
 */
export async function callService<T>(signal: AbortSignal, call: () => Promise<T>, options: { patienceMs?: number } = {}): Promise<T> {
  const givesUpAt = performance.now() + (options.patienceMs ?? patienceMs);

  for (let repetition = 1; ; repetition += 1) {
    signal.throwIfAborted();
    try {
      return await call();
    } catch (error) {
      signal.throwIfAborted();
      if (!(error instanceof InternalCallError) || !error.retriable) throw error;

      const pauseMs = Math.min(backoffMs(repetition) / 2, 5_000);
      if (performance.now() + pauseMs > givesUpAt) throw new Deferred('another service of the platform does not answer', { cause: error });
      await delay(pauseMs, undefined, { signal }).catch(() => signal.throwIfAborted());
    }
  }
}
