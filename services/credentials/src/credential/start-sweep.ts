import type { Platform } from '../context.ts';
import type { LeftBehindCredentials } from './credential.repository.ts';
import { sweepUnclaimed, type SweepOptions } from './sweep-unclaimed.ts';

/** Sweeps at once and then at intervals, one sweep at a time, until stopped. */
export function startSweep(
  platform: Platform,
  leftBehind: LeftBehindCredentials,
  options: SweepOptions & { everyMs: number },
): { stop(): Promise<void> } {
  let running: Promise<void> | null = null;

  const sweep = (): void => {
    running ??= sweepUnclaimed(platform, leftBehind, options)
      .then((settled) => {
        if (settled > 0) platform.log.info({ settled }, 'unclaimed credentials settled');
      })
      .catch((error: unknown) => platform.log.error({ err: error }, 'the sweep of unclaimed credentials failed'))
      .finally(() => (running = null));
  };

  const timer = setInterval(sweep, options.everyMs);
  timer.unref();
  sweep();

  return {
    async stop() {
      clearInterval(timer);
      await running;
    },
  };
}
