import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { eventually, startNats, type TestNats } from '@offload/testkit';
import { connect, type NatsConnection } from 'nats';
import { createLogger } from '../logging/create-logger.ts';
import { eventBusContract } from './event-bus.contract.ts';
import type { EventBus } from './event-bus.ts';
import { openNatsBus } from './nats-event-bus.ts';
import { redeliveryDelayMs } from './nats-puller.ts';
import { eventStream } from './nats-streams.ts';
import { Received, someEvent, someQueue, someSubscriber, someType } from './testing/bus-world.ts';

const log = createLogger({ service: 'scanner', level: (process.env['BUS_TEST_LOG'] as 'silent' | undefined) ?? 'silent' });

eventBusContract('NATS JetStream', async () => {
  const server = await startNats();
  const open = (): Promise<EventBus> => openNatsBus({ servers: server.url, service: 'scanner', log });
  const world = {
    bus: await open(),
    replica: await open(),
    async restart() {
      await Promise.all([world.bus.close(), world.replica.close()]);
      [world.bus, world.replica] = await Promise.all([open(), open()]);
    },
    async destroy() {
      await Promise.all([world.bus.close(), world.replica.close()]);
      await server.destroy();
    },
  };
  return world;
});

describe('a NATS bus and a server that fails', () => {
  let server: TestNats;
  let bus: EventBus;
  const opened: { close(): Promise<void> }[] = [];

  async function open(ackWaitMs?: number): Promise<EventBus> {
    const another = await openNatsBus({ servers: server.url, service: 'scanner', log, ackWaitMs });
    opened.push(another);
    return another;
  }

  /** A client that is no bus, for what only an operator does. */
  async function connectOperator(): Promise<NatsConnection> {
    const operator = await connect({ servers: server.url });
    opened.push(operator);
    return operator;
  }

  beforeEach(async () => {
    server = await startNats();
    bus = await open();
  }, 30_000);

  afterEach(async () => {
    await Promise.all(opened.splice(0).map((one) => one.close()));
    await server.destroy();
  }, 30_000);

  it('goes on by itself after an orderly restart of the server', async () => {
    const type = someType();
    const received = new Received();
    await bus.subscribe(someSubscriber(type), received.handle);
    const before = someEvent(type);
    await bus.publish(before);
    await eventually(() => received.events.length === 1);

    await server.stop();
    await server.start();
    await eventually(() => bus.ready().then(() => true), { timeoutMs: 15_000 });
    const after = someEvent(type);
    await bus.publish(after);

    await eventually(() => received.ids.includes(after.id), { timeoutMs: 15_000 });
    expect(received.ids).toEqual([before.id, after.id]);
  }, 60_000);

  it('delivers every confirmed event and all confirmed work after a kill -9 of the server', async () => {
    const [type, queue] = [someType(), someQueue()];
    const subscriber = someSubscriber(type);
    await (await bus.subscribe(subscriber, async () => undefined)).stop();
    const events = Array.from({ length: 50 }, () => someEvent(type));
    await Promise.all(events.map((event) => bus.publish(event)));
    for (let id = 0; id < 10; id += 1) await bus.enqueue(queue, { id: `${id}`, body: id });

    await server.kill();
    await server.start();

    const received = new Received();
    const bodies = new Set<unknown>();
    await eventually(() => bus.ready().then(() => true), { timeoutMs: 15_000 });
    await bus.subscribe(subscriber, received.handle);
    await bus.work(queue, { concurrency: 4 }, async (body) => void bodies.add(body));
    await eventually(() => new Set(received.ids).size === events.length && bodies.size === 10, { timeoutMs: 15_000 });
    expect(new Set(received.ids)).toEqual(new Set(events.map(({ id }) => id)));
  }, 60_000);

  it('refuses to publish while the server is away, says that it is not ready, and delivers once what is published again', async () => {
    const type = someType();
    const received = new Received();
    await bus.subscribe(someSubscriber(type), received.handle);
    const event = someEvent(type);

    await server.kill();
    await expect(bus.publish(event)).rejects.toThrow('NATS did not confirm');
    await expect(bus.ready()).rejects.toThrow('no connection to NATS');
    expect(() => bus.broadcast('scans.progress', {})).not.toThrow();

    await server.start();
    await eventually(() => bus.publish(event).then(() => true), { timeoutMs: 20_000 });
    await eventually(() => received.events.length > 0, { timeoutMs: 15_000 });
    expect(received.ids).toEqual([event.id]);
  }, 60_000);

  it('carries a publish over a short outage, as one event', async () => {
    const type = someType();
    const received = new Received();
    await bus.subscribe(someSubscriber(type), received.handle);
    const event = someEvent(type);

    await server.stop();
    const publishing = bus.publish(event);
    await server.start();

    await publishing;
    await eventually(() => received.events.length > 0, { timeoutMs: 15_000 });
    expect(received.ids).toEqual([event.id]);
  }, 60_000);

  it('comes back after the server lost its store: another position, the same subscribers, and nothing missed from then on', async () => {
    const type = someType();
    const received = new Received();
    await bus.subscribe(someSubscriber(type), received.handle);
    await bus.publish(someEvent(type));
    await eventually(() => received.events.length === 1);
    const before = await bus.position?.();

    const operator = await connectOperator();
    await (await operator.jetstreamManager()).streams.delete(eventStream);
    await server.stop();
    await server.start();

    const after = someEvent(type);
    await eventually(() => bus.publish(after).then(() => true), { timeoutMs: 20_000 });
    const position = await bus.position?.();
    expect(before?.lastSequence).toBe(1);
    expect(position?.stream).not.toBe(before?.stream);
    await eventually(() => received.ids.includes(after.id), { timeoutMs: 30_000 });
  }, 90_000);

  it('keeps a message with the handler that works longer than ack_wait', async () => {
    const quick = await open(1_000);
    const queue = someQueue();
    const attempts: number[] = [];
    const started = performance.now();
    await quick.work(queue, { concurrency: 2 }, async (_body, { attempt }) => {
      attempts.push(attempt);
      // Three and a half ack_waits: without the heartbeats the server would have given the message to the second handler.
      await eventually(() => attempts.length > 1 || performance.now() - started > 3_500, { timeoutMs: 10_000 });
    });
    await quick.enqueue(queue, { id: 'long', body: 1 });

    await eventually(() => performance.now() - started > 5_000, { timeoutMs: 10_000 });
    expect(attempts).toEqual([1]);
  }, 30_000);

  it('gives a message to another replica when its own closed without ending it, as a further attempt', async () => {
    const vanishing = await open(1_000);
    const queue = someQueue();
    const attempts: number[] = [];
    const inHand = Promise.withResolvers<void>();
    await vanishing.work(queue, { concurrency: 1 }, async (_body, { signal }) => {
      inHand.resolve();
      await new Promise((resolve) => signal.addEventListener('abort', resolve));
    });
    await vanishing.enqueue(queue, { id: 'a', body: 1 });
    await inHand.promise;
    const other = await open(1_000);
    await other.work(queue, { concurrency: 1 }, async (_body, { attempt }) => void attempts.push(attempt));

    // Closing gives up what does not end in ten seconds.
    await vanishing.close();

    await eventually(() => attempts.length === 1, { timeoutMs: 10_000 });
    expect(attempts).toEqual([2]);
  }, 60_000);

  it('ends what is no envelope without a delivery', async () => {
    const type = someType();
    const received = new Received();
    await bus.subscribe({ ...someSubscriber(type), concurrency: 1 }, received.handle);

    const operator = await connectOperator();
    await operator.jetstream().publish(type, 'not JSON');
    await operator.jetstream().publish(type, '{"specversion":"1.0"}');
    const event = someEvent(type);
    await bus.publish(event);

    await eventually(() => received.events.length === 1);
    expect(received.events).toEqual([event]);
  }, 30_000);

  it('brings a stream with other settings to its own and leaves the operator’s limits', async () => {
    const operator = await connectOperator();
    const manager = await operator.jetstreamManager();
    const { config } = await manager.streams.info(eventStream);
    await manager.streams.update(eventStream, { ...config, max_age: 1_000_000_000 * 3_600, max_bytes: 10_000_000 });

    await open();

    const restored = (await manager.streams.info(eventStream)).config;
    expect(restored.max_age).toBe(config.max_age);
    expect(restored.max_bytes).toBe(10_000_000);
  }, 30_000);
});

describe('the delay before a redelivery', () => {
  it('doubles from a second to a minute, by chance up to half of it less', () => {
    expect([1, 2, 3, 9, 1_000].map((attempt) => redeliveryDelayMs(attempt, () => 1))).toEqual([2_000, 4_000, 8_000, 60_000, 60_000]);
    expect(redeliveryDelayMs(1, () => 0)).toBe(1_000);
  });
});

describe('a NATS server that is not there', () => {
  const unused = 'nats://127.0.0.1:1';

  it('is reported with its reason after the time to connect', async () => {
    await expect(openNatsBus({ servers: unused, service: 'scanner', log, connectTimeoutMs: 100 })).rejects.toThrow(
      'NATS could not be reached',
    );
  });
});
