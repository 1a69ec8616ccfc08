import type { Logger } from '../logging/create-logger.ts';

export interface Shutdown {
  /** Registers what must be undone; steps run in reverse order, one after another, so that what was started last stops first. */
  onShutdown(name: string, fn: () => Promise<void> | void): void;
  /** Aborted when the stop begins: for loops that wait. */
  readonly signal: AbortSignal;
  /** Runs every step, also past one that fails. `clean` is false when a step failed or the time ran out. The same stop however often it is called. */
  stop(): Promise<{ clean: boolean }>;
}

export interface ShutdownOptions {
  log?: Logger;
  /** How long all steps together may take. Kubernetes kills after 30 s: 25 s when not said. */
  timeoutMs?: number;
}

/** An ordered registry of what a process undoes when it ends. */
export function createShutdown({ log, timeoutMs = 25_000 }: ShutdownOptions = {}): Shutdown {
  const steps: { name: string; fn: () => Promise<void> | void }[] = [];
  const controller = new AbortController();
  let stopping: Promise<{ clean: boolean }> | undefined;

  let running = '';
  let stopped = false;
  let clean = true;

  async function runSteps(): Promise<true> {
    for (let step = steps.pop(); step; step = steps.pop()) {
      running = step.name;
      try {
        await step.fn();
      } catch (error) {
        clean = false;
        log?.error({ err: error, step: step.name }, 'shutdown step failed');
      }
    }
    stopped = true;
    return true;
  }

  async function run(): Promise<{ clean: boolean }> {
    controller.abort();
    let timer: NodeJS.Timeout | undefined;
    const deadline = new Promise<false>((resolve) => {
      timer = setTimeout(() => resolve(false), timeoutMs);
    });
    const finished = await Promise.race([runSteps(), deadline]);
    clearTimeout(timer);

    if (!finished) log?.error({ step: running, timeoutMs }, 'shutdown ran out of time');
    return { clean: clean && finished };
  }

  return {
    onShutdown(name, fn) {
      steps.push({ name, fn });
      // What is started while the process stops is undone too; after the last step nobody else would.
      if (stopped) void runSteps();
    },
    signal: controller.signal,
    stop: () => (stopping ??= run()),
  };
}
