import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { unusedPort } from '../unused-port.ts';

const startTimeoutMs = 10_000;

/** A real NATS server with JetStream, alone on a free loopback port, with a store of its own. */
export interface TestNats {
  /** `nats://127.0.0.1:<port>`, the same after a restart. */
  url: string;
  /** Starts it again on the same port and store. */
  start(): Promise<void>;
  /** Ends it as an operator would (SIGTERM); the store stays. */
  stop(): Promise<void>;
  /** Ends it as a crash would (SIGKILL); the store stays. */
  kill(): Promise<void>;
  /** Ends it and removes its store. */
  destroy(): Promise<void>;
}

/** Starts a server. Throws with how to install it when `nats-server` is not on the PATH. Call `destroy` when done. */
export async function startNats(): Promise<TestNats> {
  const store = await mkdtemp(join(tmpdir(), 'offload-nats-'));
  const port = await unusedPort();
  let server: ChildProcess | undefined;

  const killAtExit = (): void => void server?.kill('SIGKILL');
  process.once('exit', killAtExit);

  async function end(signal: NodeJS.Signals): Promise<void> {
    if (!server || server.exitCode !== null || server.signalCode !== null) return;
    const ended = once(server, 'exit');
    server.kill(signal);
    await ended;
  }

  async function start(): Promise<void> {
    server = await launch(port, store);
  }

  await start();
  return {
    url: `nats://127.0.0.1:${port}`,
    start,
    stop: () => end('SIGTERM'),
    kill: () => end('SIGKILL'),
    async destroy() {
      await end('SIGKILL');
      process.removeListener('exit', killAtExit);
      await rm(store, { recursive: true, force: true });
    },
  };
}

/** Resolves when the server says that it is ready; its log is part of the error when it does not. */
function launch(port: number, store: string): Promise<ChildProcess> {
  // Debian puts daemons where an ordinary user's PATH does not look.
  const env = { ...process.env, PATH: `${process.env['PATH'] ?? ''}:/usr/local/sbin:/usr/sbin` };
  const server = spawn('nats-server', ['-a', '127.0.0.1', '-p', String(port), '-js', '-sd', store], {
    env,
    stdio: ['ignore', 'ignore', 'pipe'],
  });

  return new Promise((resolve, reject) => {
    let log = '';
    const timer = setTimeout(() => fail(new Error(`nats-server was not ready in ${startTimeoutMs} ms:\n${log}`)), startTimeoutMs);
    const onExit = (code: number | null): void => fail(new Error(`nats-server ended with ${code}:\n${log}`));
    const onLog = (chunk: Buffer): void => {
      log += chunk.toString();
      if (!log.includes('Server is ready')) return;
      settle();
      resolve(server);
    };

    function fail(error: Error): void {
      settle();
      server.kill('SIGKILL');
      reject(error);
    }

    /** What it logs from here on is read and dropped: a full pipe would stop it. */
    function settle(): void {
      clearTimeout(timer);
      server.off('exit', onExit);
      server.stderr.off('data', onLog).resume();
    }

    server.once('error', (error: NodeJS.ErrnoException) =>
      fail(
        error.code === 'ENOENT'
          ? new Error('nats-server is not on the PATH. Install it: apt-get install nats-server, or brew install nats-server')
          : error,
      ),
    );
    server.once('exit', onExit);
    server.stderr.on('data', onLog);
  });
}
