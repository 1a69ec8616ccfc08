import { defineEvent, newId, type CloudEvent } from '@offload/contracts';
import { eventually, tenantId, testDatabase, type TestDatabase } from '@offload/testkit';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { Client } from 'pg';
import { z } from 'zod';
import { connectDatabase } from '../database/connect-database.ts';
import { err } from '../result.ts';
import type { Relay, RelayBus, RelayOptions } from './relay.ts';
import { startRelay } from './start-relay.ts';

const renamed = defineEvent({
  type: 'offload.scanner.thing.renamed.v1',
  description: 'For the test.',
  data: z.object({ name: z.string() }),
});
const foreign = defineEvent({ type: 'offload.accounts.thing.renamed.v1', description: 'For the test.', data: z.object({}) });

const log = { info: () => undefined, warn: () => undefined, error: () => undefined };
const tenant = tenantId();
let world: TestDatabase;
let relays: Relay[];

beforeAll(async () => {
  world = await testDatabase('scanner', { migrations: [], entities: [] });
});
afterAll(() => world.drop());
beforeEach(() => {
  relays = [];
});
afterEach(async () => {
  await Promise.all(relays.map((relay) => relay.stop()));
  await asAdmin('TRUNCATE outbox, relay_state');
});

function relay(bus: RelayBus, options: Partial<RelayOptions> = {}): Relay {
  const started = startRelay({ database: world.database, log, bus, takeoverMs: 50, ...options });
  relays.push(started);
  return started;
}

/** A bus that remembers, and may refuse. */
function memoryBus(refuse: (event: CloudEvent) => boolean = () => false) {
  const events: CloudEvent[] = [];
  return {
    events,
    subjects: () => events.map((event) => event.subject),
    async publish(event: CloudEvent) {
      if (refuse(event)) throw new Error('refused');
      events.push(event);
    },
  };
}

const say = (aggregateId: string, aggregateVersion = 1, name = 'n'): Promise<void> =>
  world.database.transact(tenant, (tx) => tx.publish(renamed, { aggregateId, aggregateVersion, data: { name } }));

async function asAdmin(sql: string, params: unknown[] = []) {
  const admin = new Client({ connectionString: world.adminUrl });
  await admin.connect();
  try {
    return (await admin.query(sql, params)).rows;
  } finally {
    await admin.end();
  }
}

describe('publish', () => {
  it('lets no event escape a rollback', async () => {
    const bus = memoryBus();
    const thrown = world.database.transact(tenant, async (tx) => {
      await tx.publish(renamed, { aggregateId: 'thrown', aggregateVersion: 1, data: { name: 'a' } });
      throw new Error('no');
    });
    await expect(thrown).rejects.toThrow('no');
    await world.database.transact(tenant, async (tx) => {
      await tx.publish(renamed, { aggregateId: 'refused', aggregateVersion: 1, data: { name: 'a' } });
      return err('no');
    });
    await say('committed');

    relay(bus);
    await eventually(() => expect(bus.subjects()).toEqual(['committed']));
    expect(await asAdmin('SELECT aggregate_id FROM outbox')).toEqual([{ aggregate_id: 'committed' }]);
  });

  it('writes a whole CloudEvent', async () => {
    const bus = memoryBus();
    relay(bus);
    await say('whole', 7, 'new');
    await eventually(() => expect(bus.events).toHaveLength(1));
    expect(bus.events[0]).toEqual({
      specversion: '1.0',
      id: expect.any(String),
      source: '/offload/scanner',
      type: renamed.type,
      subject: 'whole',
      time: expect.stringMatching(/^\d{4}-.*Z$/),
      datacontenttype: 'application/json',
      tenantid: tenant,
      aggregateversion: 7,
      data: { name: 'new' },
    });
  });

  it('refuses data that does not fit and events of another service, and takes the transaction down with them', async () => {
    await expect(say('bad', 1, 7 as unknown as string)).rejects.toThrow('expected string');
    const trespass = world.database.transact(tenant, (tx) => tx.publish(foreign, { aggregateId: 'a', aggregateVersion: 1, data: {} }));
    await expect(trespass).rejects.toThrow('scanner cannot say');
    expect(await asAdmin('SELECT 1 FROM outbox')).toEqual([]);
  });

  it('hides one tenant’s events from another tenant’s transactions', async () => {
    await say('hidden');
    expect(await world.database.read(tenantId(), (tx) => tx.query('SELECT 1 FROM outbox'))).toEqual([]);
  });

  it('speaks for a given tenant in a system transaction', async () => {
    const bus = memoryBus();
    relay(bus);
    const other = tenantId();
    await world.database.system.transact((tx) =>
      tx.publish(renamed, { tenantId: other, aggregateId: 'by-system', aggregateVersion: 1, data: { name: 'n' } }),
    );
    await eventually(() => expect(bus.events.map((event) => event.tenantid)).toEqual([other]));
  });
});

describe('the relay', () => {
  it('is woken by a commit of its own process and by one of another, long before it would look by itself', async () => {
    const bus = memoryBus();
    const mine = relay(bus, { pollMs: 60_000 });
    await eventually(() => expect(mine.isHolder()).toBe(true));
    await say('local');
    await eventually(() => expect(bus.subjects()).toEqual(['local']));

    const elsewhere = await connectDatabase({ service: 'scanner', urls: world.urls, entities: [], log });
    await elsewhere.transact(tenant, (tx) => tx.publish(renamed, { aggregateId: 'remote', aggregateVersion: 1, data: { name: 'n' } }));
    await eventually(() => expect(bus.subjects()).toEqual(['local', 'remote']));
    await elsewhere.close();
  });

  it('keeps the order within an aggregate, over more than one batch', async () => {
    const bus = memoryBus();
    await world.database.transact(tenant, async (tx) => {
      for (let version = 1; version <= 400; version += 1) {
        for (const aggregateId of ['a', 'b', 'c'])
          await tx.publish(renamed, { aggregateId, aggregateVersion: version, data: { name: 'n' } });
      }
    });
    relay(bus);
    await eventually(() => expect(bus.events).toHaveLength(1_200));
    for (const aggregateId of ['a', 'b', 'c']) {
      const versions = bus.events.filter((event) => event.subject === aggregateId).map((event) => event.aggregateversion);
      expect(versions).toEqual(Array.from({ length: 400 }, (_, index) => index + 1));
    }
    await eventually(async () => expect(await asAdmin('SELECT 1 FROM outbox WHERE sent_at IS NULL')).toEqual([]));
  });

  it('holds back only the aggregate of an event that the bus refuses, and sends that in order once it can', async () => {
    let poisoned = true;
    const bus = memoryBus((event) => poisoned && event.subject === 'poison' && event.aggregateversion === 1);
    await say('poison', 1);
    await say('poison', 2);
    relay(bus);
    await say('healthy', 1);
    await eventually(() => expect(bus.subjects()).toContain('healthy'));
    await say('poison', 3);
    await say('healthy', 2);
    await eventually(() => expect(bus.subjects()).toEqual(['healthy', 'healthy']));

    poisoned = false;
    await eventually(
      () => expect(bus.events.filter((event) => event.subject === 'poison').map((event) => event.aggregateversion)).toEqual([1, 2, 3]),
      {
        timeoutMs: 15_000,
      },
    );
  });

  it('sends what was said while the bus was down', async () => {
    let down = true;
    const bus = memoryBus(() => down);
    relay(bus);
    for (let index = 0; index < 40; index += 1) await say(`aggregate-${index}`);
    await eventually(async () => expect((await asAdmin('SELECT max(attempts) AS most FROM outbox'))[0].most).toBeGreaterThan(1));
    expect(bus.events).toEqual([]);
    down = false;
    await eventually(() => expect(new Set(bus.subjects()).size).toBe(40), { timeoutMs: 15_000 });
  });

  it('counts a publish that never ends as failed', async () => {
    let calls = 0;
    relay({ publish: () => (calls++ === 0 ? new Promise(() => undefined) : Promise.resolve()) }, { publishTimeoutMs: 50 });
    await say('slow');
    await eventually(async () => expect(await asAdmin('SELECT 1 FROM outbox WHERE sent_at IS NOT NULL')).toHaveLength(1));
    expect(calls).toBe(2);
  });

  it('has one holder, and another takes over when that one stops', async () => {
    const [first, second] = [memoryBus(), memoryBus()];
    const holder = relay(first);
    await eventually(() => expect(holder.isHolder()).toBe(true));
    const standby = relay(second);
    const waiting = `SELECT 1 FROM pg_stat_activity WHERE application_name = 'scanner-relay' AND datname = current_database() AND query LIKE '%try_advisory_lock%'`;
    await eventually(async () => expect(await asAdmin(waiting)).toHaveLength(1));
    await say('one');
    await eventually(() => expect(first.subjects()).toEqual(['one']));
    expect([standby.isHolder(), second.subjects()]).toEqual([false, []]);

    await holder.stop();
    await say('two');
    await eventually(() => expect(second.subjects()).toEqual(['two']));
    expect(first.subjects()).toEqual(['one']);
  });

  it('goes on after its session was cut', async () => {
    const bus = memoryBus();
    const mine = relay(bus);
    await eventually(() => expect(mine.isHolder()).toBe(true));
    await asAdmin(
      `SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE application_name = 'scanner-relay' AND datname = current_database()`,
    );
    await say('after');
    await eventually(() => expect(bus.subjects()).toEqual(['after']));
  });

  it('loses nothing to a kill -9 in the middle of a batch: another replica says it all again', async () => {
    for (const name of ['a', 'b', 'c', 'd']) await say(name);
    const child = spawn(process.execPath, [join(__dirname, 'relay-process.fixture.ts'), 'scanner', JSON.stringify(world.urls), 'c'], {
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    const said: string[] = [];
    createInterface({ input: child.stdout }).on('line', (line) => said.push(line));
    try {
      await eventually(() => expect(said.toSorted()).toEqual(['a', 'b', 'd']), { timeoutMs: 15_000 });
      const bus = memoryBus();
      const standby = relay(bus);
      expect(standby.isHolder()).toBe(false);

      child.kill('SIGKILL');
      await once(child, 'exit');
      await eventually(() => expect(bus.subjects().toSorted()).toEqual(['a', 'b', 'c', 'd']));
    } finally {
      child.kill('SIGKILL');
    }
  });

  it('deletes sent events after their time, and nothing that is unsent', async () => {
    await say('old');
    await say('young');
    await say('unsent');
    await asAdmin(`UPDATE outbox SET sent_at = now() - interval '8 days' WHERE aggregate_id = 'old'`);
    await asAdmin(`UPDATE outbox SET sent_at = now() - interval '6 days' WHERE aggregate_id = 'young'`);
    await asAdmin(`UPDATE outbox SET created_at = now() - interval '30 days' WHERE aggregate_id = 'unsent'`);

    relay(memoryBus(() => true));
    await eventually(async () =>
      expect(await asAdmin('SELECT aggregate_id FROM outbox ORDER BY id')).toEqual([{ aggregate_id: 'young' }, { aggregate_id: 'unsent' }]),
    );
  });
});

describe('a bus that can lose its store', () => {
  function storeBus() {
    const bus = { stream: newId(), stored: [] as string[], lastSequence: 0 };
    return Object.assign(bus, {
      async publish(event: CloudEvent) {
        bus.stored.push(event.subject);
        bus.lastSequence += 1;
      },
      position: async () => ({ stream: bus.stream, lastSequence: bus.lastSequence }),
      replaceWith(stream: string, stored: string[], lastSequence: number) {
        Object.assign(bus, { stream, stored, lastSequence });
      },
    });
  }
  const allSent = () => eventually(async () => expect(await asAdmin('SELECT 1 FROM outbox WHERE sent_at IS NULL')).toEqual([]));

  it('gets everything retained again when the store is a new one', async () => {
    const bus = storeBus();
    relay(bus, { positionMs: 20 });
    await say('a');
    await say('b');
    await eventually(() => expect(bus.stored).toEqual(['a', 'b']));
    await allSent();

    bus.replaceWith(newId(), [], 0);
    await eventually(() => expect(bus.stored).toEqual(['a', 'b']));
  });

  it('gets everything retained again when the store went back to an older state, even by one event', async () => {
    const bus = storeBus();
    relay(bus, { positionMs: 20 });
    await say('a');
    await say('b');
    await eventually(() => expect(bus.stored).toEqual(['a', 'b']));
    await allSent();

    bus.replaceWith(bus.stream, ['a'], 1);
    await eventually(() => expect(bus.stored).toEqual(['a', 'a', 'b']));
  });

  it('gets nothing twice when another relay starts and the store is as it was', async () => {
    const bus = storeBus();
    const first = relay(bus);
    await say('a');
    await eventually(() => expect(bus.stored).toEqual(['a']));
    await allSent();
    await first.stop();

    relay(bus);
    await say('b');
    await eventually(() => expect(bus.stored).toEqual(['a', 'b']));
  });

  it('does not mark as sent what it cannot place', async () => {
    const bus = storeBus();
    const whole = bus.position;
    relay(bus);
    await say('a');
    await allSent();

    bus.position = () => Promise.reject(new Error('no answer'));
    await say('b');
    await eventually(() => expect(bus.stored).toEqual(expect.arrayContaining(['b'])));
    expect(await asAdmin('SELECT aggregate_id FROM outbox WHERE sent_at IS NULL')).toEqual([{ aggregate_id: 'b' }]);

    bus.position = whole;
    await allSent();
  });
});
