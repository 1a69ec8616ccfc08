import { describe, expect, it } from '@jest/globals';
import { eventually } from '@offload/testkit';
import { EventEmitter } from 'node:events';
import { ConfigError } from '../config/config-error.ts';
import { createLogger, type Logger } from '../logging/create-logger.ts';
import { createShutdown } from './create-shutdown.ts';
import { runService, type HostProcess } from './run-service.ts';

function recordingLog(): { log: Logger; lines: string[] } {
  const lines: string[] = [];
  return { lines, log: createLogger({ service: 'test', level: 'info', destination: { write: (line) => void lines.push(line) } }) };
}

class FakeProcess extends EventEmitter implements HostProcess {
  readonly exits: number[] = [];
  readonly written: string[] = [];
  readonly stderr = { write: (text: string) => this.written.push(text) };
  exit(code: number): void {
    this.exits.push(code);
  }
}

const never = (): Promise<void> => new Promise(() => undefined);

describe('createShutdown', () => {
  it('undoes in reverse order, one step after another', async () => {
    const done: string[] = [];
    const shutdown = createShutdown();
    shutdown.onShutdown('database', async () => void done.push('database'));
    shutdown.onShutdown('server', async () => {
      await Promise.resolve();
      done.push('server');
    });

    expect(await shutdown.stop()).toEqual({ clean: true });
    expect(done).toEqual(['server', 'database']);
    expect(shutdown.signal.aborted).toBe(true);
  });

  it('goes on after a step that fails, and says so', async () => {
    const { log, lines } = recordingLog();
    const done: string[] = [];
    const shutdown = createShutdown({ log });
    shutdown.onShutdown('database', () => void done.push('database'));
    shutdown.onShutdown('server', () => Promise.reject(new Error('stuck')));

    expect(await shutdown.stop()).toEqual({ clean: false });
    expect(done).toEqual(['database']);
    expect(lines.join()).toContain('shutdown step failed');
  });

  it('ends when the time is up, and names the step that hangs', async () => {
    const { log, lines } = recordingLog();
    const shutdown = createShutdown({ log, timeoutMs: 20 });
    shutdown.onShutdown('hanging', never);

    expect(await shutdown.stop()).toEqual({ clean: false });
    expect(JSON.parse(lines.at(-1)!)).toMatchObject({ step: 'hanging', msg: 'shutdown ran out of time' });
  });

  it('stops once, and undoes what comes late', async () => {
    const done: string[] = [];
    const shutdown = createShutdown();
    shutdown.onShutdown('one', () => void done.push('one'));
    const stopping = shutdown.stop();
    expect(shutdown.stop()).toBe(stopping);
    await stopping;

    shutdown.onShutdown('late', () => void done.push('late'));
    expect(done).toEqual(['one', 'late']);
  });
});

describe('runService', () => {
  it.each(['SIGTERM', 'SIGINT'])('stops gracefully on %s and ends with 0', async (signal) => {
    const host = new FakeProcess();
    const done: string[] = [];
    await runService(
      async ({ onShutdown, useLogger }) => {
        useLogger(recordingLog().log);
        onShutdown('server', () => void done.push('server'));
      },
      { host },
    );

    host.emit(signal);
    await eventually(() => expect(host.exits).toEqual([0]));
    expect(done).toEqual(['server']);
    expect(host.listenerCount('unhandledRejection')).toBe(0);
  });

  it('ends at once on a second signal', async () => {
    const host = new FakeProcess();
    await runService(
      async ({ onShutdown, useLogger }) => {
        useLogger(recordingLog().log);
        onShutdown('hanging', never);
      },
      { host, timeoutMs: 100 },
    );

    host.emit('SIGTERM');
    host.emit('SIGTERM');
    expect(host.exits).toEqual([1]);
  });

  it.each(['unhandledRejection', 'uncaughtException'])('logs %s and ends with 1, after stopping', async (event) => {
    const host = new FakeProcess();
    const { log, lines } = recordingLog();
    const done: string[] = [];
    await runService(
      async ({ onShutdown, useLogger }) => {
        useLogger(log);
        onShutdown('server', () => void done.push('server'));
      },
      { host },
    );

    host.emit(event, new Error('broken'));
    await eventually(() => expect(host.exits).toEqual([1]));
    expect(lines.join()).toContain('broken');
    expect(done).toEqual(['server']);
  });

  it('ends with 1 when it cannot start, and undoes what had started', async () => {
    const host = new FakeProcess();
    const done: string[] = [];
    await runService(
      async ({ onShutdown, useLogger }) => {
        useLogger(recordingLog().log);
        onShutdown('database', () => void done.push('database'));
        throw new Error('no port');
      },
      { host },
    );

    expect(host.exits).toEqual([1]);
    expect(done).toEqual(['database']);
  });

  it('tells a person which variables to set', async () => {
    const host = new FakeProcess();
    await runService(async () => Promise.reject(new ConfigError([{ name: 'PORT', expected: 'number' }])), { host });

    expect(host.written.join()).toContain('PORT: expected number');
    expect(host.exits).toEqual([1]);
  });
});
