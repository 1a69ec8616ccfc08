import type { Client } from 'pg';
import { outboxChannel } from './publish-into.ts';
import { relayBatch } from './relay-batch.ts';
import type { Relay, RelayOptions } from './relay.ts';
import { positionOf, resendIfLost } from './resend-if-lost.ts';
import { sweepOutbox } from './sweep-outbox.ts';
import { createWaker } from './waker.ts';

/** Advisory locks belong to one database, and each service has its own. "rely" in ASCII. */
const relayLock = 0x72656c79;
const sweepEveryMs = 60 * 60 * 1000;
const longestPauseMs = 5_000;
const day = 24 * 60 * 60 * 1000;

/**
 * Carries committed events from a service's outbox to the bus, at least once each. Of all replicas the one that holds a session lock does it;
 * when it dies, Postgres frees the lock and another takes over. A session that is lost is sought again for ever. Never throws: it logs.
 */
export function startRelay(options: RelayOptions): Relay {
  const { database, log, takeoverMs = 1_000 } = options;
  const waker = createWaker();
  const stopping = new AbortController();
  let holder = false;
  let reachable = true;

  const stopHearing = database.onEventsCommitted(waker.wake);

  /** One life of a session: waits for the lock, then relays until the session is lost or the relay stops. */
  async function live(): Promise<void> {
    const session = await database.system.connect('relay');
    const lost = new AbortController();
    session.on('error', (error) => {
      lost.abort(error);
      waker.wake();
    });
    session.on('notification', waker.wake);
    const signal = AbortSignal.any([stopping.signal, lost.signal]);

    try {
      // A host that vanished keeps its session, and the lock, until the server misses it: 25 seconds, not two hours.
      await session.query('SET tcp_keepalives_idle = 10; SET tcp_keepalives_interval = 5; SET tcp_keepalives_count = 3');
      if (!reachable) log.info({ service: database.service }, 'the outbox relay reached its database again');
      reachable = true;

      while (!signal.aborted && !(await tryLock(session))) await waker.sleep(takeoverMs);
      if (signal.aborted) return;

      holder = true;
      log.info({ service: database.service }, 'this process relays the outbox');
      await session.query(`LISTEN ${outboxChannel}`);
      await carry(session, options, waker.sleep, signal);
    } finally {
      holder = false;
      await session.end().catch(() => undefined); // already gone: nothing is left to end
    }
  }

  async function run(): Promise<void> {
    while (!stopping.signal.aborted) {
      try {
        await live();
      } catch (error) {
        if (reachable && !stopping.signal.aborted)
          log.warn({ service: database.service, error }, 'the outbox relay lost its database; it tries again');
        reachable = false;
        // Commits wake the sleeper, too; without a database there are none.
        if (!stopping.signal.aborted) await waker.sleep(takeoverMs);
      }
    }
  }

  const running = run();
  return {
    isHolder: () => holder,
    async stop() {
      stopping.abort();
      stopHearing();
      waker.wake();
      await running;
    },
  };
}

async function tryLock(session: Client): Promise<boolean> {
  const { rows } = await session.query<{ locked: boolean }>('SELECT pg_try_advisory_lock($1) AS locked', [relayLock]);
  return rows[0]?.locked === true;
}

/** Batch after batch while there is something to say; in between it sleeps until a commit, a notification or the next look. */
async function carry(session: Client, options: RelayOptions, sleep: (ms: number) => Promise<void>, signal: AbortSignal): Promise<void> {
  const { database, bus, log, pollMs = 250, publishTimeoutMs = 30_000, positionMs = 5_000, retentionMs = 7 * day } = options;
  const { service } = database;
  let troubles = 0;
  let positionAt = 0;
  let sweepAt = 0;

  /** Whether to go on at once, to sleep until woken, or to leave the bus alone for a while. */
  async function once(): Promise<'more' | 'idle' | 'trouble'> {
    if (performance.now() >= positionAt) {
      const position = await positionOf(bus, publishTimeoutMs);
      await session.query('BEGIN');
      tellResent(await resendIfLost(session, position));
      await session.query('COMMIT');
      positionAt = performance.now() + positionMs;
    }

    // Whatever the bus does: an outbox whose bus is down for long must not keep what it need not.
    if (performance.now() >= sweepAt) {
      await sweepOutbox(session, retentionMs);
      sweepAt = performance.now() + sweepEveryMs;
    }

    const { sent, failed, busDown, more, resent, error } = await relayBatch({ session, bus, publishTimeoutMs, signal });
    tellResent(resent);
    if (failed > 0) log.warn({ service, failed, sent, error }, 'the bus did not take every event; those wait');
    if (sent > 0) troubles = 0;
    if (busDown) return 'trouble';
    return more ? 'more' : 'idle';
  }

  function tellResent(events: number): void {
    if (events > 0) log.warn({ service, events }, 'the event store was lost or restored; everything retained is sent again');
  }

  while (!signal.aborted) {
    let next: Awaited<ReturnType<typeof once>>;
    try {
      next = await once();
    } catch (error) {
      if (signal.aborted) return;
      await session.query('ROLLBACK'); // throws when the session is lost, which ends this life of it
      log.warn({ service, error }, 'the outbox relay failed; it tries again');
      next = 'trouble';
    }

    if (next === 'idle') await sleep(pollMs);
    if (next === 'trouble') {
      troubles += 1;
      await pause(pauseMs(troubles), sleep, signal);
    }
  }
}

/** Doubles from 250 ms to five seconds, with jitter. */
const pauseMs = (troubles: number): number => Math.min(250 * 2 ** (troubles - 1), longestPauseMs) * (0.5 + Math.random() / 2);

/** Sleeps the whole time, also while commits keep waking: a bus that is down must not be asked at the pace of commits. */
async function pause(ms: number, sleep: (ms: number) => Promise<void>, signal: AbortSignal): Promise<void> {
  const until = performance.now() + ms;
  for (let left = ms; left > 0 && !signal.aborted; left = until - performance.now()) await sleep(left);
}
