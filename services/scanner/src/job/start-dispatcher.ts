import type { Context } from '../context.ts';
import { dispatchJobs } from './dispatch-jobs.ts';

export interface Dispatcher {
  /** Resolves once the round that is under way has ended; no other begins. */
  stop(): Promise<void>;
}

export interface Waker {
  /** Asks for a round now; one that is asked for during a round follows it. */
  wake(): void;
  onWake(listener: () => void): void;
}

/** Lets verbs wake a dispatcher that starts after they were made. */
export function createWaker(): Waker {
  let listener: () => void = () => undefined;
  return {
    wake: () => listener(),
    onWake: (next) => {
      listener = next;
    },
  };
}

/** Runs the dispatcher: whenever it is woken here, and every second, which is what finds the jobs that other replicas queued or lost. */
export function startDispatcher(ctx: Context, waker: Waker, { everyMs = 1_000 }: { everyMs?: number } = {}): Dispatcher {
  let isStopped = false;
  let isDue = false;
  let running: Promise<void> | undefined;
  let timer: NodeJS.Timeout | undefined;

  async function round(): Promise<void> {
    clearTimeout(timer);
    do {
      isDue = false;
      try {
        await dispatchJobs(ctx);
      } catch (error) {
        ctx.log.error({ err: error }, 'jobs could not be released');
      }
    } while (isDue && !isStopped);
    running = undefined;
    if (!isStopped) timer = setTimeout(wake, everyMs);
  }

  function wake(): void {
    if (isStopped) return;
    isDue = true;
    running ??= round();
  }

  waker.onWake(wake);
  wake();

  return {
    async stop() {
      isStopped = true;
      clearTimeout(timer);
      await running;
    },
  };
}
