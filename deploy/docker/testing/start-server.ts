import { spawn } from 'node:child_process';
import { once } from 'node:events';

export interface ServerProcess {
  stop(): Promise<void>;
  /** Ends it as a crash would. */
  kill(): Promise<void>;
  output(): string;
}

/** Where daemons lie that an ordinary user's PATH does not name. */
const withDaemons = (path = ''): string => `${path}:/usr/local/sbin:/usr/sbin`;

/** Starts a server of the machine and resolves when its output says that it is ready. Throws, with how to install it, when it is missing. */
export async function startServer(command: string, args: string[], options: { env?: Record<string, string>; ready: string; install: string }): Promise<ServerProcess> {
  const child = spawn(command, args, { env: { PATH: withDaemons(process.env['PATH']), ...options.env }, stdio: ['ignore', 'pipe', 'pipe'] });
  const killAtExit = (): void => void child.kill('SIGKILL');
  process.once('exit', killAtExit);

  let output = '';
  await new Promise<void>((resolve, reject) => {
    const hear = (chunk: Buffer): void => {
      output += chunk.toString();
      if (output.includes(options.ready)) resolve();
    };
    child.stdout.on('data', hear);
    child.stderr.on('data', hear);
    child.once('exit', (code) => reject(new Error(`${command} ended with ${code}:\n${output}`)));
    child.once('error', (error: NodeJS.ErrnoException) => reject(error.code === 'ENOENT' ? new Error(`${command} is not on the PATH. Install it: ${options.install}`) : error));
  });

  async function end(signal: NodeJS.Signals): Promise<void> {
    process.removeListener('exit', killAtExit);
    if (child.exitCode !== null || child.signalCode !== null) return;
    const ended = once(child, 'exit');
    child.kill(signal);
    await ended;
  }
  return { stop: () => end('SIGTERM'), kill: () => end('SIGKILL'), output: () => output };
}
