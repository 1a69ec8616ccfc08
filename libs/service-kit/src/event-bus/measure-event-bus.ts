/**
 * Measures a bus: `node libs/service-kit/src/event-bus/measure-event-bus.ts <nats://… | postgres://…>`.
 * Prints, for events of 1 kB: from publish to handler in ms (one at a time), and events a second through publish and one subscriber;
 * the same throughput for work messages of 1 kB; and how many batches of 256 kB a second.
 * The Postgres database must be empty and its own.
 */
import { setTimeout as pause } from 'node:timers/promises';
import { newId, type CloudEvent } from '@offload/contracts';
import { createLogger } from '../logging/create-logger.ts';
import { openEmbeddedBus } from './embedded-event-bus.ts';
import type { EventBus } from './event-bus.ts';
import { openNatsBus } from './nats-event-bus.ts';

const run = newId()
  .slice(-8)
  .replaceAll(/\d/g, (digit) => 'ghijklmnop'[Number(digit)] as string);
const type = `offload.accounts.measure-${run}.happened.v1`;

function eventOf(bytes: number): CloudEvent {
  return {
    specversion: '1.0',
    id: newId(),
    source: '/offload/accounts',
    type,
    subject: 'measure',
    time: new Date().toISOString(),
    datacontenttype: 'application/json',
    tenantid: newId(),
    aggregateversion: 1,
    data: { filling: 'x'.repeat(bytes) },
  };
}

/** Counts what arrives; resolves `of(n)` at the nth. */
function counter(): { hit(): void; of(count: number): Promise<void> } {
  let [seen, wanted] = [0, 0];
  let reached = (): void => undefined;
  return {
    hit() {
      seen += 1;
      if (seen === wanted) reached();
    },
    of(count) {
      [seen, wanted] = [0, count];
      return new Promise((resolve) => (reached = resolve));
    },
  };
}

async function latency(bus: EventBus, received: { of(count: number): Promise<void> }, rounds: number): Promise<string> {
  const times: number[] = [];
  for (let round = 0; round < rounds; round += 1) {
    const arrived = received.of(1);
    const begun = performance.now();
    await Promise.all([bus.publish(eventOf(1_000)), arrived]);
    times.push(performance.now() - begun);
    await pause(2);
  }
  times.sort((a, b) => a - b);
  const at = (share: number): string => (times[Math.floor(times.length * share)] as number).toFixed(2);
  return `p50 ${at(0.5)} ms, p99 ${at(0.99)} ms`;
}

async function throughput(
  count: number,
  atOnce: number,
  received: { of(count: number): Promise<void> },
  send: () => Promise<void>,
): Promise<string> {
  const all = received.of(count);
  const begun = performance.now();
  let sent = 0;
  await Promise.all(
    Array.from({ length: atOnce }, async () => {
      while (sent < count) {
        sent += 1;
        await send();
      }
    }),
  );
  const sentIn = performance.now() - begun;
  await all;
  const doneIn = performance.now() - begun;
  return `${Math.round((count / sentIn) * 1_000)} published/s, ${Math.round((count / doneIn) * 1_000)} handled/s`;
}

async function measure(address: string): Promise<void> {
  const log = createLogger({ service: 'scanner', level: 'warn' });
  const began = performance.now();
  const bus = address.startsWith('nats:')
    ? await openNatsBus({ servers: address, service: 'scanner', log })
    : await openEmbeddedBus({ databaseUrl: address, log });
  const print = (what: string, figure: string): void => void process.stdout.write(`${what.padEnd(28)} ${figure}\n`);
  print('open', `${Math.round(performance.now() - began)} ms`);

  const [events, work] = [counter(), counter()];
  await bus.subscribe({ service: 'scanner', name: `measure-${run}`, types: [type] }, async () => events.hit());
  await bus.work(`measure-${run}`, { concurrency: 8 }, async () => work.hit());
  const enqueue = (bytes: number) => (): Promise<void> => bus.enqueue(`measure-${run}`, { id: newId(), body: 'x'.repeat(bytes) });

  await throughput(500, 16, events, () => bus.publish(eventOf(1_000)));
  print('event, publish to handler', await latency(bus, events, 500));
  print('events of 1 kB, 1 at once', await throughput(2_000, 1, events, () => bus.publish(eventOf(1_000))));
  print('events of 1 kB, 16 at once', await throughput(5_000, 16, events, () => bus.publish(eventOf(1_000))));
  print('work of 1 kB, 16 at once', await throughput(5_000, 16, work, enqueue(1_000)));
  print('work of 256 kB, 4 at once', await throughput(200, 4, work, enqueue(256_000)));
  await bus.close();
}

const address = process.argv[2];
if (!address) throw new Error('say which bus: nats://… or postgres://…');
await measure(address);
