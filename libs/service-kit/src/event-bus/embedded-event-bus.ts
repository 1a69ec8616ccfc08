import type { CloudEvent } from '@offload/contracts';
import type { Logger } from '../logging/create-logger.ts';
import { busName } from './bus-names.ts';
import { createBroadcast } from './embedded-broadcast.ts';
import { takeBusLock } from './embedded-lock.ts';
import { startReceiver, type Receiver, type ReceiverOptions } from './embedded-receiver.ts';
import { openEmbeddedStore } from './embedded-store.ts';
import type { EventBus, Subscription } from './event-bus.ts';

export interface EmbeddedBusOptions {
  /** A database of the bus alone, whose role owns it. */
  databaseUrl: string;
  log: Logger;
  /** How long to wait for a former process that is ending, in ms. Default 10,000. */
  lockTimeoutMs?: number;
}

const defaultConcurrency = 8;

/**
 * The bus of a platform that is one process: queues in its own Postgres (pg-boss), broadcasts in memory. The first opening creates its
 * schema. Rejects when another process has it open. What a killed predecessor had in hand is delivered again at once.
 *
 * It has no `position`: its store is the same Postgres that holds the outboxes, so it is not lost without them.
 */
export async function openEmbeddedBus({ databaseUrl, log, lockTimeoutMs = 10_000 }: EmbeddedBusOptions): Promise<EventBus> {
  const lock = await takeBusLock(databaseUrl, log, lockTimeoutMs);
  const store = await openEmbeddedStore(databaseUrl, log).catch(async (error: unknown) => {
    await lock.release();
    throw error;
  });
  const broadcast = createBroadcast(log);
  const receivers = new Set<{ queue: string; types: string[]; receiver: Receiver }>();
  const heldByQueue = new Map<string, Set<string>>();

  const reclaimed = await store.reclaim();
  if (reclaimed > 0) log.info({ messages: reclaimed }, 'messages that a former process left are delivered again');

  function receive(own: Pick<ReceiverOptions, 'queue' | 'concurrency' | 'handle'>, types: string[]): Subscription {
    const held = heldByQueue.get(own.queue) ?? new Set<string>();
    heldByQueue.set(own.queue, held);
    const receiver = startReceiver({ ...own, held, store, log, permitted: () => lock.held() });
    const entry = { queue: own.queue, types, receiver };
    receivers.add(entry);
    return {
      async stop() {
        receivers.delete(entry);
        await receiver.stop();
      },
    };
  }

  let closing: Promise<void> | undefined;
  async function close(): Promise<void> {
    await Promise.all([...receivers].map(({ receiver }) => receiver.stop()));
    receivers.clear();
    await store.close();
    await lock.release();
  }

  const knownQueues = new Map<string, Promise<void>>();

  /** The name of a work queue that exists. Asks the database once a queue and process, and again after a failure. */
  async function workQueue(queue: string): Promise<string> {
    const name = `work/${busName('queue', queue)}`;
    const known = knownQueues.get(name) ?? store.ensureQueue(name);
    knownQueues.set(name, known);
    await known.catch((error: unknown) => {
      knownQueues.delete(name);
      throw error;
    });
    return name;
  }

  return {
    async publish(event) {
      await store.publish(event.type, event.id, event);
      for (const { types, receiver } of receivers) if (types.includes(event.type)) receiver.wake();
    },

    async subscribe(subscriber, handle) {
      const queue = `on/${busName('service', subscriber.service)}/${busName('subscriber', subscriber.name)}`;
      await store.ensureQueue(queue);
      await store.ensureSubscribed(queue, subscriber.types);
      const concurrency = subscriber.concurrency ?? defaultConcurrency;
      return receive({ queue, concurrency, handle: (event, { attempt }) => handle(event as CloudEvent, { attempt }) }, subscriber.types);
    },

    async enqueue(queue, message) {
      const name = await workQueue(queue);
      await store.enqueue(name, message.id, message.body);
      for (const entry of receivers) if (entry.queue === name) entry.receiver.wake();
    },

    async work(queue, { concurrency }, handle) {
      const name = await workQueue(queue);
      return receive({ queue: name, concurrency, handle }, []);
    },

    broadcast: (subject, body) => broadcast.tell(subject, body),
    listen: async (subject, handle) => broadcast.listen(subject, handle),

    async ready() {
      if (!lock.isHeld()) throw new Error('the event bus is not guarded: its database connection was lost');
      await store.ready();
    },

    close: () => (closing ??= close()),
  };
}
