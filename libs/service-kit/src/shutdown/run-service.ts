import { setFlagsFromString } from 'node:v8';
import { ConfigError } from '../config/config-error.ts';
import { createLogger, type Logger } from '../logging/create-logger.ts';
import { createShutdown, type Shutdown } from './create-shutdown.ts';

/** What a service's main gets. */
export interface Lifecycle extends Omit<Shutdown, 'stop'> {
  /** The logger that the end of the process is told to, once there is one. */
  useLogger(log: Logger): void;
  /** Ends the process as SIGTERM would. */
  requestStop(): void;
}

/** The part of `process` that is used; another one in tests. */
export interface HostProcess {
  on(event: string, listener: (...args: any[]) => void): unknown;
  off(event: string, listener: (...args: any[]) => void): unknown;
  exit(code: number): void;
  stderr: { write(text: string): unknown };
}

export interface RunServiceOptions {
  host?: HostProcess;
  /** How long a graceful stop may take; 25 s when not said. */
  timeoutMs?: number;
}

/**
 * How far the heap may grow over what is live before it is collected. V8's own choice rises with the machine's memory, up to four times, and a long
 * scan then takes 94 MiB more than a short one though it holds no more. Measured with `npm run bench -- scan`: 28 MiB more, at 5 % more CPU.
 */
const heapGrowingPercent = 40;

/**
 * Runs a service until it is told to end. SIGTERM and SIGINT stop it gracefully in limited time, a second signal at once;
 * an unhandled rejection or exception, and a main that fails, are logged and end the process with 1.
 */
export async function runService(
  main: (lifecycle: Lifecycle) => Promise<void>,
  { host = process, timeoutMs = 25_000 }: RunServiceOptions = {},
): Promise<void> {
  setFlagsFromString(`--heap-growing-percent=${heapGrowingPercent}`);
  let log = createLogger({ service: 'starting', level: 'info' });
  const relay = { error: (...args: Parameters<Logger['error']>) => log.error(...args) } as Logger;
  const shutdown = createShutdown({ log: relay, timeoutMs });
  let ending = false;

  async function end(code: number): Promise<void> {
    ending = true;
    const { clean } = await shutdown.stop();
    for (const [event, listener] of listeners) host.off(event, listener);
    host.exit(clean ? code : 1);
  }

  function onSignal(signal: string): void {
    if (ending) return host.exit(1);
    log.info({ signal }, 'stopping');
    void end(0);
  }

  function onCrash(error: unknown): void {
    log.fatal({ err: error }, 'the process failed');
    if (ending) return host.exit(1);
    void end(1);
  }

  const listeners: [string, (...args: any[]) => void][] = [
    ['SIGTERM', () => onSignal('SIGTERM')],
    ['SIGINT', () => onSignal('SIGINT')],
    ['unhandledRejection', onCrash],
    ['uncaughtException', onCrash],
  ];
  for (const [event, listener] of listeners) host.on(event, listener);

  try {
    await main({
      onShutdown: shutdown.onShutdown,
      signal: shutdown.signal,
      useLogger: (logger) => {
        log = logger;
      },
      requestStop: () => onSignal('requested'),
    });
  } catch (error) {
    // What a person must read to fix the configuration is printed as it is, not folded into one JSON line.
    if (error instanceof ConfigError) host.stderr.write(`${error.message}\n`);
    else log.fatal({ err: error }, 'the service could not start');
    await end(1);
  }
}
