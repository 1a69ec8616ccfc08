import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { readSmall } from './cluster-files.ts';
import { processCommand } from './process-start.ts';

/**
 * Makes sure that no server of a killed parent still runs on the cluster. Its guard is ending it: waits for that, then ends it itself, first gently, then
 * as a crash would (committed rows survive both). Call it only as the cluster's owner. Throws when the server cannot be ended.
 */
export async function endLeftover(cluster: string): Promise<void> {
  const pidFile = join(cluster, 'postmaster.pid');
  const pid = Number(readSmall(pidFile)?.split('\n')[0] || 0);
  if (pid <= 0) return;

  const runs = (): boolean => processCommand(pid).includes(cluster);
  if (!runs()) {
    // After a crash its number may belong to some other process, which Postgres would take for a server.
    rmSync(pidFile, { force: true });
    return;
  }

  for (const [signal, patienceMs] of [
    [undefined, 3_000],
    ['SIGINT', 10_000],
    ['SIGQUIT', 5_000],
  ] as const) {
    if (signal && runs()) process.kill(pid, signal);
    if (await becomesFalse(runs, patienceMs)) return;
  }
  throw new Error(`a database server (process ${pid}) still runs on ${cluster} and does not end: kill it and start again`);
}

async function becomesFalse(condition: () => boolean, patienceMs: number): Promise<boolean> {
  for (const deadline = performance.now() + patienceMs; performance.now() < deadline; await delay(25)) if (!condition()) return true;
  return !condition();
}
