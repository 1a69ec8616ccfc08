import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import type { Readable } from 'node:stream';

export interface StartedProcess<R> {
  readonly pid: number;
  /** What it said of itself when it was ready. */
  readonly ready: R;
  /** Asks it to end, and resolves when it has. */
  stop(): Promise<void>;
}

export interface ProcessOptions {
  /** The TypeScript file that Node runs. */
  script: string;
  args?: readonly string[];
  env?: Readonly<Record<string, string>>;
  /** The first key of the line that it prints when it is ready; its log is JSON too. */
  readyKey: string;
  /** Writes a CPU profile of its whole life to this directory when it ends. */
  profileDirectory?: string | undefined;
}

/**
 * Starts a Node program that prints one JSON line when it is ready, in a process of its own. Its log goes to this process' stderr. Throws when it ends
 * before that line.
 */
export async function startProcess<R>({ script, args = [], env = {}, readyKey, profileDirectory }: ProcessOptions): Promise<StartedProcess<R>> {
  const profiling = profileDirectory ? ['--cpu-prof', `--cpu-prof-dir=${profileDirectory}`, '--cpu-prof-interval=500'] : [];
  const child = spawn(process.execPath, [...profiling, script, ...args], {
    // Nothing else of the environment: a variable of whoever runs the benchmark must not change what is measured.
    env: { PATH: process.env['PATH'], HOME: process.env['HOME'], ...env },
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const killAtExit = (): void => void child.kill('SIGKILL');
  process.once('exit', killAtExit);
  const ended = once(child, 'exit').then(([code, signal]) => {
    process.removeListener('exit', killAtExit);
    return code ?? signal;
  });
  const line = await firstLine(child.stdout, `{"${readyKey}":`);
  if (line === undefined) throw new Error(`${script} ended with ${await ended} before it was ready`);

  child.stdout.pipe(process.stderr, { end: false });
  return {
    pid: child.pid!,
    ready: JSON.parse(line) as R,
    async stop() {
      if (child.exitCode === null && child.signalCode === null) child.kill('SIGTERM');
      await ended;
    },
  };
}

/** The first line that begins so; undefined when the stream ends without one. */
async function firstLine(output: Readable, beginning: string): Promise<string | undefined> {
  for await (const line of createInterface({ input: output })) if (line.startsWith(beginning)) return line;
  return undefined;
}
