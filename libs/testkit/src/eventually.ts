import { setTimeout as delay } from 'node:timers/promises';

/**
 * Runs `check` until it gives something other than `false` (so that an assertion block may give nothing) and gives that.
 * Waits 5 ms, then longer, up to 100 ms between the tries.
 * Throws the last failure of `check`, as the cause of one that says how long was waited, after `timeoutMs` (5,000 by default).
 */
export async function eventually<T>(check: () => T | Promise<T>, options: { timeoutMs?: number } = {}): Promise<Exclude<T, false>> {
  const { timeoutMs = 5_000 } = options;
  const deadline = performance.now() + timeoutMs;
  let pauseMs = 5;

  for (;;) {
    const outcome = await attempt(check);
    if (outcome.held) return outcome.value as Exclude<T, false>;

    if (performance.now() + pauseMs > deadline) {
      const reason = outcome.error instanceof Error ? `: ${outcome.error.message}` : '';
      throw new Error(`did not come true within ${timeoutMs} ms${reason}`, { cause: outcome.error });
    }
    await delay(pauseMs);
    pauseMs = Math.min(pauseMs * 2, 100);
  }
}

type Attempt<T> = { held: true; value: T } | { held: false; error?: unknown };

async function attempt<T>(check: () => T | Promise<T>): Promise<Attempt<T>> {
  try {
    const value = await check();
    return value === false ? { held: false } : { held: true, value };
  } catch (error) {
    return { held: false, error };
  }
}
