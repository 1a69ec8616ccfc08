import type { Logger } from '../logging/create-logger.ts';

/** Something that is looked after at intervals. */
export interface Chore {
  /** What it is, for the log: `the sweep of unclaimed credentials`. */
  name: string;
  everyMs: number;
  /** Gives how many were seen to. */
  run(): Promise<number>;
}

export interface Upkeep {
  /** Lets what is under way end. */
  stop(): Promise<void>;
}

/** Runs each chore at once and then at intervals, until stopped. A chore waits for its own last run, and for no other chore. */
export function startUpkeep(chores: readonly Chore[], log: Logger): Upkeep {
  const running = new Map<Chore, Promise<void>>();

  function start(chore: Chore): void {
    if (running.has(chore)) return;
    const run = chore
      .run()
      .then((done) => {
        if (done > 0) log.info({ done }, chore.name);
      })
      .catch((error: unknown) => log.error({ err: error }, `${chore.name}: failed, and will be tried again`))
      .finally(() => running.delete(chore));
    running.set(chore, run);
  }

  const timers = chores.map((chore) => setInterval(() => start(chore), chore.everyMs).unref());
  for (const chore of chores) start(chore);

  return {
    async stop() {
      timers.forEach((timer) => clearInterval(timer));
      await Promise.all(running.values());
    },
  };
}
