import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { setTimeout as pause } from 'node:timers/promises';

export interface StackProcess {
  readonly name: string;
  readonly pid: number;
  /** Ends it as an operator would, and waits for it. */
  stop(): Promise<void>;
  /** Ends it as a crash would. */
  kill(): Promise<void>;
  /** What it has written so far, the last 64 KiB. */
  output(): string;
}

export interface ProcessOptions {
  name: string;
  command: string;
  args: string[];
  env: Record<string, string | undefined>;
  /** Asked until it answers 2xx. */
  readyUrl?: string;
  /** Or: what its output says when it is ready. */
  readyText?: string;
  timeoutMs?: number;
  /** Gets what it writes. */
  print?: ((text: string) => void) | undefined;
}

const keptOutput = 64 * 1024;

/** Starts a program and waits until it is ready. Throws, with the end of its output, when it ends before or takes too long. */
export async function startProcess(options: ProcessOptions): Promise<StackProcess> {
  const { name, command, args, env, timeoutMs = 30_000, print } = options;
  const child = spawn(command, args, { env, stdio: ['ignore', 'pipe', 'pipe'] });
  let output = '';
  const hear = (chunk: Buffer): void => {
    output = (output + chunk.toString()).slice(-keptOutput);
    print?.(chunk.toString());
  };
  child.stdout.on('data', hear);
  child.stderr.on('data', hear);
  const exited = once(child, 'exit');
  exited.catch(() => undefined); // a failed start is told by `ended` below
  const ended = (): boolean => child.exitCode !== null || child.signalCode !== null || child.pid === undefined;

  async function end(signal: NodeJS.Signals): Promise<void> {
    if (ended()) return;
    child.kill(signal);
    await exited;
  }

  const deadline = performance.now() + timeoutMs;
  while (!(await isReady(options, output))) {
    if (ended() || performance.now() > deadline) {
      await end('SIGKILL');
      throw new Error(`${name} did not become ready:\n${output}`);
    }
    await pause(50);
  }
  return { name, pid: child.pid!, stop: () => end('SIGTERM'), kill: () => end('SIGKILL'), output: () => output };
}

async function isReady({ readyUrl, readyText }: ProcessOptions, output: string): Promise<boolean> {
  if (readyText !== undefined) return output.includes(readyText);
  if (readyUrl === undefined) return true;
  return fetch(readyUrl, { signal: AbortSignal.timeout(2_000) }).then(
    (response) => response.ok,
    () => false,
  );
}
