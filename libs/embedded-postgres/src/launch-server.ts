import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { setTimeout as delay } from 'node:timers/promises';
import type { EmbeddedPostgresLog } from './embedded-postgres.ts';
import { serverSettings } from './server-settings.ts';
import type { ServerIdentity } from './server-identity.ts';
import { spawnGuard } from './spawn-guard.ts';

export interface LaunchFacts {
  binaries: string;
  /** The major version of the binaries. */
  version: number;
  cluster: string;
  port: number;
  identity: ServerIdentity | undefined;
  durability: 'crash-safe' | 'test';
  log: EmbeddedPostgresLog | undefined;
}

export interface Server {
  /** Resolves when it has ended, with what it said last. */
  ended: Promise<string>;
  /** Ends it and resolves when it is gone. */
  end(): Promise<void>;
}

/** How long recovery after a crash may take. */
const startTimeoutMs = 120_000;

/** Starts the server with its guard and resolves when it takes connections. Throws {@link ServerNotStarted} when it ends instead. */
export async function launchServer(facts: LaunchFacts): Promise<Server> {
  const { binaries, version, cluster, port, identity, durability, log } = facts;
  const settings = Object.entries(serverSettings(port, version, durability)).flatMap(([name, value]) => ['-c', `${name}=${value}`]);

  // Detached: Ctrl-C in the terminal must reach the platform first, which then ends the server in its own order.
  // Our environment stays ours: it holds secrets, and PG… variables that would bend the server.
  const postmaster = spawn(join(binaries, 'bin', 'postgres'), ['-D', cluster, ...settings], {
    ...identity,
    cwd: '/',
    env: { LC_ALL: 'C', PATH: process.env['PATH'] },
    detached: true,
    stdio: ['ignore', 'ignore', 'pipe'],
  });
  if (postmaster.pid === undefined) {
    const [error] = (await once(postmaster, 'error')) as [Error];
    throw new Error(`cannot run ${binaries}/bin/postgres`, { cause: error });
  }

  const guard = spawnGuard(postmaster.pid, cluster);
  const lastWords: string[] = [];
  const ready = Promise.withResolvers<void>();
  createInterface({ input: postmaster.stderr! }).on('line', (line) => {
    lastWords.push(line);
    if (lastWords.length > 20) lastWords.shift();
    if (line.includes('ready to accept connections')) ready.resolve();
    if (/ (WARNING|FATAL|PANIC): /.test(line)) log?.warn({ line }, 'the database server said');
  });

  const ended = once(postmaster, 'close').then(() => {
    guard.dismiss();
    return lastWords.join('\n');
  });
  const output = postmaster.stderr as unknown as { ref(): void; unref(): void };
  const end = (): Promise<void> => {
    postmaster.ref();
    output.ref();
    return endServer(postmaster, ended, durability);
  };

  const patience = AbortSignal.timeout(startTimeoutMs);
  const outcome = await Promise.race([
    ready.promise.then(() => 'ready' as const),
    ended.then((words) => new ServerNotStarted(words)),
    once(patience, 'abort').then(() => new ServerNotStarted(`not ready within ${startTimeoutMs / 1000} s`)),
  ]);
  if (outcome === 'ready') {
    // Neither the server nor its log keeps a process alive whose own work is done: the guard ends them.
    postmaster.unref();
    output.unref();
    return { ended, end };
  }

  await end();
  throw outcome;
}

/** The server ended before it was ready. Its message is what the server said. */
export class ServerNotStarted extends Error {
  override readonly name = 'ServerNotStarted';
}

/** Gently (sessions are cut, a checkpoint is written), then as a crash would; test servers the second way at once. */
async function endServer(postmaster: ChildProcess, ended: Promise<string>, durability: 'crash-safe' | 'test'): Promise<void> {
  const isRunning = (): boolean => postmaster.exitCode === null && postmaster.signalCode === null;
  const steps = [
    ['SIGINT', 15_000],
    ['SIGQUIT', 5_000],
    ['SIGKILL', 5_000],
  ] as const;

  for (const [signal, patienceMs] of durability === 'test' ? steps.slice(1) : steps) {
    if (!isRunning()) break;
    postmaster.kill(signal);
    const waiting = new AbortController();
    await Promise.race([ended, delay(patienceMs, undefined, { signal: waiting.signal }).catch(() => undefined)]);
    waiting.abort();
  }
  await ended;
}
