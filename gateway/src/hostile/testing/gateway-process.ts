import { fork, spawn } from 'node:child_process';
import { once } from 'node:events';

export interface GatewayStarted {
  url: string;
  /** An API key of a tenant. */
  key: string;
  /** One of another tenant, who does no harm. */
  otherKey: string;
}

/** What has happened in the gateway's process since the last report. */
export interface GatewayReport {
  /** How long its event loop was held up, beyond what it is by itself. */
  p99Ms: number;
  maxMs: number;
  /** After garbage was collected. */
  heapBytes: number;
  /** Lines of its log that tell of failures of ours. */
  failures: string[];
}

export interface GatewayProcess extends GatewayStarted {
  readonly isAlive: boolean;
  report(): Promise<GatewayReport>;
  close(): Promise<void>;
}

/** A process that does nothing but measure: what holds it up holds up everybody on this machine, other suites for example. */
export interface IdleProcess {
  /** How long its event loop was held up since the last report, in milliseconds. */
  p99Ms(): Promise<number>;
  close(): Promise<void>;
}

const idle = `const { monitorEventLoopDelay } = require('node:perf_hooks');
const resolution = 10;
const delay = monitorEventLoopDelay({ resolution });
delay.enable();
process.on('message', () => { process.send(Math.max(0, delay.percentile(99) / 1e6 - resolution)); delay.reset(); });
process.on('disconnect', () => process.exit(0));`;

/** Starts one. */
export async function startIdleProcess(): Promise<IdleProcess> {
  const child = spawn(process.execPath, ['-e', idle], { stdio: ['ignore', 'inherit', 'inherit', 'ipc'] });
  const ended = once(child, 'exit');
  return {
    async p99Ms() {
      const told = once(child, 'message');
      child.send('report');
      return (await told)[0] as number;
    },
    async close() {
      if (child.connected) child.disconnect();
      await ended;
    },
  };
}

/** Starts the gateway in a process of its own, with environment variables beside those that are needed. */
export async function startGatewayProcess(environment: Record<string, string>): Promise<GatewayProcess> {
  const child = fork('gateway/src/hostile/testing/gateway-main.ts', [JSON.stringify(environment)], { execArgv: ['--expose-gc'] });
  const ended = once(child, 'exit');
  const died = ended.then(([code]) => Promise.reject(new Error(`the gateway ended with ${String(code)}`)));
  died.catch(() => undefined);
  const told = async <T>(): Promise<T> => (await Promise.race([once(child, 'message').then(([message]) => message as T), died])) as T;
  const started = await told<GatewayStarted>();

  return {
    ...started,
    get isAlive() {
      return child.exitCode === null && child.signalCode === null;
    },
    async report() {
      const report = told<GatewayReport>();
      child.send('report');
      return report;
    },
    async close() {
      if (child.connected) child.disconnect();
      await ended;
    },
  };
}
