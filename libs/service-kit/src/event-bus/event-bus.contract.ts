import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { eventually } from '@offload/testkit';
import type { EventBus } from './event-bus.ts';
import { Received, someEvent, someQueue, someSubscriber, someType, type BusWorld } from './testing/bus-world.ts';
import { contractOfBroadcasts } from './testing/contract-of-broadcasts.ts';
import { contractOfEvents } from './testing/contract-of-events.ts';
import { contractOfWork } from './testing/contract-of-work.ts';

/** The guarantees of `EventBus`, the same for every adapter. */
export function eventBusContract(adapter: string, factory: () => Promise<BusWorld>): void {
  describe(`event bus on ${adapter}`, () => {
    let world: BusWorld;
    const bus = (): EventBus => world.bus;
    const replica = (): EventBus => world.replica;

    beforeAll(async () => {
      world = await factory();
    }, 60_000);

    afterAll(() => world.destroy(), 60_000);

    contractOfEvents(bus, replica);
    contractOfWork(bus, replica);
    contractOfBroadcasts(bus, replica);

    it('refuses names that would change what is heard', async () => {
      await expect(world.bus.enqueue('jobs.>', { id: 'a', body: 1 })).rejects.toThrow('not a queue name');
      await expect(world.bus.subscribe({ service: 'Scanner', name: 'x', types: [] }, async () => undefined)).rejects.toThrow(
        'not a service name',
      );
      await expect(world.bus.subscribe({ service: 'scanner', name: 'x.y', types: [] }, async () => undefined)).rejects.toThrow(
        'not a subscriber name',
      );
    });

    it('is ready while its store answers', async () => {
      await expect(world.bus.ready()).resolves.toBeUndefined();
    });

    it('keeps subscribers, undelivered events and work over a restart', async () => {
      const type = someType();
      const [subscriber, queue] = [someSubscriber(type), someQueue()];
      const subscription = await world.bus.subscribe(subscriber, async () => undefined);
      await subscription.stop();
      const event = someEvent(type);
      await world.bus.publish(event);
      await world.bus.enqueue(queue, { id: 'kept', body: 'kept' });

      await world.restart();

      const received = new Received();
      const bodies: unknown[] = [];
      await world.bus.subscribe(subscriber, received.handle);
      await world.bus.work(queue, { concurrency: 1 }, async (body) => void bodies.push(body));
      await eventually(() => received.events.length === 1 && bodies.length === 1, { timeoutMs: 10_000 });
      expect(received.events).toEqual([event]);
    }, 40_000);
  });
}
