import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import { newId } from '@offload/contracts';
import { eventually } from '@offload/testkit';
import { Client } from 'pg';
import { createLogger } from '../logging/create-logger.ts';
import { busDatabase, type BusDatabase } from './testing/bus-database.ts';
import { subjectMatcher } from './embedded-broadcast.ts';
import { openEmbeddedBus } from './embedded-event-bus.ts';
import { eventBusContract } from './event-bus.contract.ts';
import type { EventBus } from './event-bus.ts';
import { Received, someEvent, someQueue, someSubscriber, someType } from './testing/bus-world.ts';

const log = createLogger({ service: 'scanner', level: (process.env['BUS_TEST_LOG'] as 'silent' | undefined) ?? 'silent' });

eventBusContract('embedded Postgres', async () => {
  const database = await busDatabase();
  const open = (): Promise<EventBus> => openEmbeddedBus({ databaseUrl: database.url, log });
  const bus = await open();
  const world = {
    bus,
    replica: bus,
    async restart() {
      await world.bus.close();
      world.bus = world.replica = await open();
    },
    async destroy() {
      await world.bus.close();
      await database.drop();
    },
  };
  return world;
});

describe('the embedded bus', () => {
  let database: BusDatabase;
  let bus: EventBus;

  beforeAll(async () => {
    database = await busDatabase();
    bus = await openEmbeddedBus({ databaseUrl: database.url, log });
  });

  afterAll(async () => {
    await bus.close();
    await database.drop();
  });

  /** Ends the connections of the bus, as a restart of Postgres would. */
  async function cutConnections(applicationName: string): Promise<number> {
    const admin = new Client({ connectionString: database.url, application_name: 'cutter' });
    await admin.connect();
    const { rowCount } = await admin.query(
      `SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = current_database() AND application_name LIKE $1`,
      [applicationName],
    );
    await admin.end();
    return rowCount ?? 0;
  }

  it('is refused to a second process while it is open', async () => {
    await expect(openEmbeddedBus({ databaseUrl: database.url, log, lockTimeoutMs: 300 })).rejects.toThrow(
      'another process has the embedded event bus open',
    );
  });

  it('goes on after Postgres cut every connection in the middle of work, with nothing lost', async () => {
    const queue = someQueue();
    const done = new Set<unknown>();
    await bus.work(queue, { concurrency: 3 }, async (body) => void done.add(body));
    const ids = Array.from({ length: 60 }, (_, id) => id);

    const enqueueing = (async () => {
      for (const id of ids) await eventually(() => bus.enqueue(queue, { id: `${id}`, body: id }).then(() => true), { timeoutMs: 10_000 });
    })();
    await eventually(() => done.size > 5);
    expect(await cutConnections('offload-event-bus%')).toBeGreaterThan(1);
    await enqueueing;

    await eventually(() => done.size === ids.length, { timeoutMs: 20_000 });
    await eventually(() => bus.ready().then(() => true), { timeoutMs: 10_000 });
  }, 60_000);

  it('gives back what a stopped subscription could not end in ten seconds, as a further attempt', async () => {
    const queue = someQueue();
    const begun = Promise.withResolvers<void>();
    const hanging = await bus.work(queue, { concurrency: 1 }, async (_body, { signal }) => {
      begun.resolve();
      await once(signal, 'abort');
    });
    await bus.enqueue(queue, { id: 'a', body: 1 });
    await begun.promise;

    await hanging.stop();

    const attempts: number[] = [];
    await bus.work(queue, { concurrency: 1 }, async (_body, { attempt }) => void attempts.push(attempt));
    await eventually(() => attempts.length === 1, { timeoutMs: 10_000 });
    expect(attempts).toEqual([2]);
  }, 30_000);

  it('stops hearing types that a subscriber no longer names', async () => {
    const [former, present] = [someType(), someType()];
    const subscriber = someSubscriber(former);
    const received = new Received();
    await (await bus.subscribe(subscriber, received.handle)).stop();
    await bus.subscribe({ ...subscriber, types: [present] }, received.handle);

    await bus.publish(someEvent(former));
    const heard = someEvent(present);
    await bus.publish(heard);

    await eventually(() => received.events.length === 1);
    expect(received.events).toEqual([heard]);
  });

  it('asks Postgres nothing while idle', async () => {
    await bus.subscribe(someSubscriber(someType()), async () => undefined);
    const statements = async (): Promise<number> => {
      const admin = new Client({ connectionString: database.url, application_name: 'watcher' });
      await admin.connect();
      const { rows } = await admin.query<{ calls: number }>(
        `SELECT count(*)::int AS calls FROM pg_stat_activity
         WHERE datname = current_database() AND application_name = 'offload-event-bus' AND query_start > now() - interval '900 ms'`,
      );
      await admin.end();
      return rows[0]?.calls ?? -1;
    };

    // Each look covers the 900 ms before it; what the tests before left behind settles first.
    await eventually(async () => (await statements()) === 0, { timeoutMs: 10_000 });
  }, 20_000);
});

describe('the embedded bus in a process that is killed', () => {
  let database: BusDatabase;
  const children: ChildProcess[] = [];

  beforeAll(async () => {
    database = await busDatabase();
  });

  afterEach(() => children.splice(0).forEach((child) => child.kill('SIGKILL')));
  afterAll(() => database.drop());

  interface Line {
    kind: 'open' | 'event' | 'work' | 'stored';
    id?: string;
    attempt?: number;
  }

  function startProcess(mode: 'hang' | 'handle'): { lines: Line[]; tell(command: object): void; kill(): Promise<void> } {
    const program = join(__dirname, 'testing', 'crashing-process.ts');
    const child = spawn(process.execPath, [program, database.url, mode], {
      stdio: ['pipe', 'pipe', 'inherit'],
      env: { PATH: process.env['PATH'] },
    });
    children.push(child);
    const lines: Line[] = [];
    createInterface({ input: child.stdout }).on('line', (line) => lines.push(JSON.parse(line) as Line));
    return {
      lines,
      tell: (command) => void child.stdin.write(`${JSON.stringify(command)}\n`),
      async kill() {
        const ended = once(child, 'exit');
        child.kill('SIGKILL');
        await ended;
      },
    };
  }

  it('delivers what was in hand and what waited again within seconds, as a further attempt, and what was done never', async () => {
    const events = Array.from({ length: 3 }, () => someEvent('offload.accounts.thing.happened.v1'));
    const jobs = [newId(), newId(), newId()];
    const first = startProcess('handle');
    await eventually(() => first.lines.some(({ kind }) => kind === 'open'), { timeoutMs: 20_000 });
    const done = someEvent('offload.accounts.thing.happened.v1');
    first.tell({ event: done });
    await eventually(() => first.lines.some(({ kind, id }) => kind === 'event' && id === done.id));
    // Its completion is stored before the next event of the same process is.
    await eventually(() => activeMessages(0));
    await first.kill();

    const second = startProcess('hang');
    await eventually(() => second.lines.some(({ kind }) => kind === 'open'), { timeoutMs: 20_000 });
    for (const event of events) second.tell({ event });
    for (const work of jobs) second.tell({ work });
    await eventually(() => second.lines.filter(({ kind }) => kind === 'stored').length === 6 && inHand(second.lines).length === 4, {
      timeoutMs: 10_000,
    });
    await second.kill();

    const killed = performance.now();
    const third = startProcess('handle');
    await eventually(() => inHand(third.lines).length === 6, { timeoutMs: 20_000 });
    expect(performance.now() - killed).toBeLessThan(8_000);

    const again = inHand(second.lines).map(({ id }) => id);
    expect(new Set(inHand(third.lines).map(({ id }) => id))).toEqual(new Set([...events.map(({ id }) => id), ...jobs]));
    for (const { id, attempt } of inHand(third.lines)) expect(attempt).toBe(again.includes(id) ? 2 : 1);
  }, 90_000);

  const inHand = (lines: Line[]): Line[] => lines.filter(({ kind }) => kind === 'event' || kind === 'work');

  async function activeMessages(count: number): Promise<boolean> {
    const admin = new Client({ connectionString: database.url });
    await admin.connect();
    const { rows } = await admin.query<{ active: number }>(`SELECT count(*)::int AS active FROM bus.job WHERE state = 'active'`);
    await admin.end();
    return rows[0]?.active === count;
  }
});

describe('a subject pattern', () => {
  const subjects = ['scans', 'scans.a', 'scans.b', 'scans.a.progress', 'findings.a'];

  it.each([
    ['scans.a', ['scans.a']],
    ['scans.*', ['scans.a', 'scans.b']],
    ['*.a', ['scans.a', 'findings.a']],
    ['scans.>', ['scans.a', 'scans.b', 'scans.a.progress']],
    ['*.*.progress', ['scans.a.progress']],
    ['>', subjects],
  ])('%s hears what NATS would hear', (pattern, heard) => {
    expect(subjects.filter(subjectMatcher(pattern))).toEqual(heard);
  });
});
