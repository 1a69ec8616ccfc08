import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import type { Simulator } from '@offload/simulator';

export interface PlatformProcess {
  readonly url: string;
  readonly apiKey: string;
  readonly tenantId: string;
  readonly databaseAdminUrl: string;
  /** Everything that it wrote to its log so far. */
  log(): string;
  /** Resolves when it ended by itself, as at a fault point. */
  readonly ended: Promise<void>;
  /** Ends it, from now on, at the first passing of this place. */
  arm(faultPoint: string): Promise<void>;
  kill(): Promise<void>;
  stop(): Promise<void>;
}

export interface PlatformProcessOptions {
  directory: string;
  simulator: Pick<Simulator, 'endpoint' | 'platform'>;
  /** Ends it as kill -9 would, at this named place. */
  faultPoint?: string;
  /** At which passing of that place; 1 when not said. */
  passing?: number;
  /** Where it sends its traces. */
  otlpEndpoint?: string | undefined;
  /** More environment, by service. */
  overrides?: Record<string, Record<string, string>> | undefined;
}

const root = process.cwd();

/** Starts an embedded platform in a process of its own, on a directory that may hold the data of one that was killed. Throws with its log when it does not start. */
export async function startPlatformProcess(options: PlatformProcessOptions): Promise<PlatformProcess> {
  const told = {
    root,
    directory: options.directory,
    simulatorUrl: options.simulator.endpoint,
    platform: options.simulator.platform,
    faultPoint: options.faultPoint,
    passing: options.passing,
    otlpEndpoint: options.otlpEndpoint,
    overrides: options.overrides,
  };
  const child = spawn(process.execPath, [join(root, 'e2e', 'src', 'testing', 'platform-main.ts'), JSON.stringify(told)], {
    env: { PATH: process.env['PATH'], HOME: process.env['HOME'] },
    stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
  });
  let log = '';
  for (const stream of [child.stdout!, child.stderr!]) stream.on('data', (chunk: Buffer) => (log += chunk.toString()));
  const killAtExit = (): void => void child.kill('SIGKILL');
  process.once('exit', killAtExit);
  const ended = once(child, 'exit').then(() => void process.removeListener('exit', killAtExit));

  const ready = await waitUntilReady(child, () => log);
  return {
    url: ready.url,
    apiKey: ready.tenant.apiKey,
    tenantId: ready.tenant.id,
    databaseAdminUrl: ready.databaseAdminUrl,
    log: () => log,
    ended,
    async arm(faultPoint) {
      child.send(faultPoint);
      await once(child, 'message');
    },
    kill: () => end(child, 'SIGKILL', ended),
    stop: () => end(child, 'SIGTERM', ended),
  };
}

async function end(child: ChildProcess, signal: NodeJS.Signals, ended: Promise<void>): Promise<void> {
  if (child.exitCode === null && child.signalCode === null) child.kill(signal);
  await ended;
}

interface Ready {
  url: string;
  tenant: { id: string; apiKey: string };
  databaseAdminUrl: string;
}

function waitUntilReady(child: ChildProcess, log: () => string): Promise<Ready> {
  return new Promise((resolve, reject) => {
    const look = (): void => {
      const line = log().match(/^\{"ready":true.*\}$/m)?.[0];
      if (!line) return;
      settle();
      resolve(JSON.parse(line) as Ready);
    };
    const fail = (): void => {
      settle();
      child.kill('SIGKILL');
      reject(new Error(`the platform did not start:\n${log().slice(-8000)}`));
    };
    const timer = setTimeout(fail, 40_000);
    const settle = (): void => {
      clearTimeout(timer);
      child.off('exit', fail);
      child.stdout?.off('data', look);
    };
    child.once('exit', fail);
    child.stdout?.on('data', look);
  });
}
