import { setTimeout as pause } from 'node:timers/promises';
import { Client } from 'pg';
import type { Logger } from '../logging/create-logger.ts';

/** Any number, the same in every version: the second argument keeps it apart from other locks of the database. */
const lockKeys = [0x6f66_666c, 1] as const;
const retryMs = 250;

/** Shows that this process is the only one that has the embedded bus open. */
export interface BusLock {
  /** Resolves while the lock is held; waits when its connection was lost, until it is held again. Rejects once released. */
  held(): Promise<void>;
  isHeld(): boolean;
  release(): Promise<void>;
}

/**
 * Takes the lock on a connection of its own: it lasts as long as the process, and a killed process loses it at once.
 * Waits `timeoutMs` for a predecessor that is ending (Postgres needs a moment to notice), then rejects.
 */
export async function takeBusLock(databaseUrl: string, log: Logger, timeoutMs: number): Promise<BusLock> {
  const released = new AbortController();
  let client: Client | undefined = await lockWithin(databaseUrl, timeoutMs);
  let regained: Promise<void> = Promise.resolve();

  function watch(connection: Client): void {
    connection.once('end', () => {
      if (released.signal.aborted) return;
      client = undefined;
      log.error({}, 'the connection that guards the event bus was lost');
      regained = regain();
      // Whoever waits in `held` hears of a failure; without a waiter it is no unhandled one.
      regained.catch(() => undefined);
    });
  }

  async function regain(): Promise<void> {
    for (;;) {
      released.signal.throwIfAborted();
      try {
        client = await lockWithin(databaseUrl, retryMs);
        watch(client);
        log.info({}, 'the event bus is guarded again');
        return;
      } catch (error) {
        log.warn({ err: error }, 'the event bus cannot be guarded yet');
        await pause(4 * retryMs, undefined, { signal: released.signal });
      }
    }
  }

  watch(client);
  return {
    held: () => regained,
    isHeld: () => client !== undefined,
    async release() {
      released.abort(new Error('the event bus is closed'));
      await client?.end();
    },
  };
}

async function lockWithin(databaseUrl: string, timeoutMs: number): Promise<Client> {
  const client = new Client({ connectionString: databaseUrl, application_name: 'offload-event-bus-lock', keepAlive: true });
  // A lost connection is told by 'end' as well; an 'error' that nobody hears would end the process.
  client.on('error', () => undefined);
  await client.connect();
  const deadline = Date.now() + timeoutMs;
  for (;;) {
    const { rows } = await client.query<{ locked: boolean }>('SELECT pg_try_advisory_lock($1, $2) AS locked', [...lockKeys]);
    if (rows[0]?.locked) return client;
    if (Date.now() >= deadline) {
      await client.end();
      throw new Error('another process has the embedded event bus open');
    }
    await pause(retryMs);
  }
}
