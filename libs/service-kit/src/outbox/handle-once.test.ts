import { newId, type CloudEvent } from '@offload/contracts';
import { tenantId, testDatabase, type TestDatabase } from '@offload/testkit';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import type { Transaction } from '../database/database.ts';
import { findUnprotectedTables } from '../database/find-unprotected-tables.ts';
import { listDeadLetters, replayDeadLetter } from './dead-letter.ts';
import { handleOnce, mostDeliveries } from './handle-once.ts';

let world: TestDatabase;
let tenant: string;
let handled: string[];

beforeAll(async () => {
  world = await testDatabase('scanner', { migrations: [], entities: [] });
});
afterAll(() => world.drop());
beforeEach(() => {
  tenant = tenantId();
  handled = [];
});

const eventOf = (subject: string, version: number, verb = 'connected'): CloudEvent => ({
  specversion: '1.0',
  id: newId(),
  source: '/offload/accounts',
  type: `offload.accounts.cloud-account.${verb}.v1`,
  subject,
  time: new Date().toISOString(),
  datacontenttype: 'application/json',
  tenantid: tenant,
  aggregateversion: version,
  data: {},
});

const remember = (event: CloudEvent) => async (tx: Transaction) => {
  expect(tx.tenantId).toBe(tenant);
  handled.push(`${event.subject}@${event.aggregateversion}`);
};
const hear = (event: CloudEvent, subscriber = 'plan-scan', delivery?: { attempt: number }) =>
  handleOnce(world.database, subscriber, event, remember(event), delivery);

describe('handleOnce', () => {
  it('handles a version once, and ignores it and every older one from then on', async () => {
    const second = eventOf('a', 2);
    expect(await hear(second)).toBe('handled');
    expect(await hear(second)).toBe('ignored');
    expect(await hear(eventOf('a', 1))).toBe('ignored');
    expect(await hear(eventOf('a', 3))).toBe('handled');
    expect(handled).toEqual(['a@2', 'a@3']);
  });

  it('keeps a tombstone: a late "connected" after "disconnected" is ignored', async () => {
    await hear(eventOf('gone', 5, 'disconnected'));
    expect(await hear(eventOf('gone', 4, 'connected'))).toBe('ignored');
  });

  it('counts apart per subscriber, aggregate, noun and tenant', async () => {
    const event = eventOf('a', 1);
    await hear(event);
    expect(await hear(event, 'other-subscriber')).toBe('handled');
    expect(await hear(eventOf('b', 1))).toBe('handled');
    expect(await hear({ ...eventOf('a', 1), type: 'offload.accounts.registry.connected.v1' })).toBe('handled');
    tenant = tenantId();
    expect(await hear(eventOf('a', 1))).toBe('handled');
  });

  it('forgets a version whose work failed, so that its next delivery is handled', async () => {
    const event = eventOf('a', 1);
    const failing = handleOnce(world.database, 'plan-scan', event, async () => {
      throw new Error('not yet');
    });
    await expect(failing).rejects.toThrow('not yet');
    expect(await hear(event, 'plan-scan', { attempt: 2 })).toBe('handled');
  });

  it('lets one of two deliveries at the same time work', async () => {
    const event = eventOf('a', 1);
    expect((await Promise.all([hear(event), hear(event), hear(event)])).toSorted()).toEqual(['handled', 'ignored', 'ignored']);
    expect(handled).toEqual(['a@1']);
  });
});

describe('a dead letter', () => {
  const mine = async () => (await listDeadLetters(world.database, { limit: 1_000 })).filter((letter) => letter.tenantId === tenant);

  it('is written instead of working at the 11th delivery, once, and not before', async () => {
    const event = eventOf('a', 1);
    expect(await hear(event, 'plan-scan', { attempt: mostDeliveries + 1 })).toBe('dead-lettered');
    expect(await hear(event, 'plan-scan', { attempt: mostDeliveries + 2 })).toBe('dead-lettered');
    expect(handled).toEqual([]);
    expect(await mine()).toEqual([expect.objectContaining({ subscriber: 'plan-scan', deliveries: mostDeliveries, event })]);

    expect(await hear(eventOf('b', 1), 'plan-scan', { attempt: mostDeliveries })).toBe('handled');
  });

  it('can be replayed: it goes when its work succeeds and stays when it fails', async () => {
    const event = eventOf('a', 1);
    await hear(event, 'plan-scan', { attempt: mostDeliveries + 1 });
    const [letter] = await mine();

    await expect(replayDeadLetter(world.database, letter!, () => Promise.reject(new Error('still broken')))).rejects.toThrow(
      'still broken',
    );
    expect(await mine()).toHaveLength(1);

    await replayDeadLetter(world.database, letter!, (again) => hear(again));
    expect([handled, await mine()]).toEqual([['a@1'], []]);
  });
});

it('keeps the outbox, the inbox and the dead letters behind row-level security', async () => {
  expect(await findUnprotectedTables(world.database)).toEqual([]);
});
