import { setTimeout as pause } from 'node:timers/promises';
import { describe, expect, it } from '@jest/globals';
import type { CloudEvent } from '@offload/contracts';
import { eventually } from '@offload/testkit';
import { Terminate, type EventBus } from '../event-bus.ts';
import { flushed, Received, someEvent, someSubscriber, someType } from './bus-world.ts';

/** What durable fan-out promises. */
export function contractOfEvents(bus: () => EventBus, replica: () => EventBus): void {
  describe('events', () => {
    it('reach every subscriber of their type, whole', async () => {
      const type = someType();
      const [first, second] = [new Received(), new Received()];
      await bus().subscribe(someSubscriber(type), first.handle);
      await replica().subscribe(someSubscriber(someType(), type), second.handle);

      const event = {
        ...someEvent(type, { name: 'ünïcode \u0000 \ud800', nested: [{ deep: null }], big: 2 ** 53 }),
        traceparent: '00-aa-bb-01',
      };
      await bus().publish(event);

      await eventually(() => first.events.length === 1 && second.events.length === 1);
      expect(first.events).toEqual([event]);
      expect(second.events).toEqual([event]);
      expect(first.attempts).toEqual([1]);
    });

    it('do not reach subscribers of other types', async () => {
      const [wanted, other] = [someType(), someType()];
      const received = new Received();
      await bus().subscribe(someSubscriber(wanted), received.handle);

      await bus().publish(someEvent(other));
      await flushed(bus(), wanted, received);

      expect(received.events).toEqual([]);
    });

    it('are delivered once when published twice', async () => {
      const type = someType();
      const received = new Received();
      await bus().subscribe(someSubscriber(type), received.handle);

      const event = someEvent(type);
      await bus().publish(event);
      await eventually(() => received.events.length === 1);
      await replica().publish(event);
      await flushed(bus(), type, received);

      expect(received.ids).toEqual([event.id]);
    });

    it('from before the first registration are not delivered, those from after it are', async () => {
      const type = someType();
      const received = new Received();
      await bus().publish(someEvent(type));
      await bus().subscribe(someSubscriber(type), received.handle);

      const after = someEvent(type);
      await bus().publish(after);
      await flushed(bus(), type, received);

      expect(received.ids).toEqual([after.id]);
    });

    it('published while the subscriber was away are delivered when it is back, and only those', async () => {
      const type = someType();
      const subscriber = someSubscriber(type);
      const received = new Received();
      const subscription = await bus().subscribe(subscriber, received.handle);
      await bus().publish(someEvent(type));
      await eventually(() => received.events.length === 1);
      await subscription.stop();

      const missed = [someEvent(type), someEvent(type)];
      for (const event of missed) await bus().publish(event);
      const back = new Received();
      await bus().subscribe(subscriber, back.handle);
      await flushed(bus(), type, back);

      expect(received.events).toHaveLength(1);
      expect(back.ids.toSorted()).toEqual(missed.map(({ id }) => id).toSorted());
    });

    it('come again after a failure, with a true count of the attempts, until they are handled', async () => {
      const type = someType();
      const attempts: number[] = [];
      await bus().subscribe(someSubscriber(type), async (_event, { attempt }) => {
        attempts.push(attempt);
        if (attempt < 3) throw new Error('not today');
      });

      await bus().publish(someEvent(type));

      await eventually(() => attempts.length === 3, { timeoutMs: 20_000 });
      expect(attempts).toEqual([1, 2, 3]);
    }, 30_000);

    it('never come again once a handler has said so', async () => {
      const type = someType();
      const subscriber = someSubscriber(type);
      const poison = someEvent(type);
      const deliveries: string[] = [];
      const handle = async (event: CloudEvent): Promise<void> => {
        deliveries.push(event.id);
        if (event.id === poison.id) throw new Terminate('poison');
        // A failure of another event at the same time shows that redelivery has had its turn.
        if (deliveries.filter((id) => id === event.id).length === 1) throw new Error('once more');
      };
      await bus().subscribe(subscriber, handle);

      const other = someEvent(type);
      await bus().publish(poison);
      await bus().publish(other);

      await eventually(() => deliveries.filter((id) => id === other.id).length === 2, { timeoutMs: 10_000 });
      expect(deliveries.filter((id) => id === poison.id)).toHaveLength(1);
    }, 20_000);

    it('are not held up for one subscriber by the failures of another', async () => {
      const type = someType();
      const received = new Received();
      await bus().subscribe({ ...someSubscriber(type), concurrency: 1 }, async () => {
        throw new Error('always');
      });
      await bus().subscribe({ ...someSubscriber(type), concurrency: 1 }, received.handle);

      const events = Array.from({ length: 20 }, () => someEvent(type));
      for (const event of events) await bus().publish(event);

      await eventually(() => received.events.length === events.length, { timeoutMs: 2_000 });
      expect(new Set(received.ids)).toEqual(new Set(events.map(({ id }) => id)));
    });

    it('are shared by the replicas of a subscriber: each reaches one, and all take part', async () => {
      const type = someType();
      const subscriber = { ...someSubscriber(type), concurrency: 1 };
      const seen: string[] = [];
      const atWork = new Set<string>();
      const handlerOf = (name: string) => async (event: CloudEvent) => {
        seen.push(event.id);
        atWork.add(name);
        // With one handler a replica, the second event can only be met while the first waits if another replica takes it.
        await eventually(() => atWork.size === 2, { timeoutMs: 10_000 });
      };
      await bus().subscribe(subscriber, handlerOf('one'));
      await replica().subscribe(subscriber, handlerOf('two'));

      const events = Array.from({ length: 30 }, () => someEvent(type));
      await Promise.all(events.map((event) => bus().publish(event)));

      await eventually(() => new Set(seen).size === events.length, { timeoutMs: 10_000 });
      expect(seen).toHaveLength(events.length);
    }, 20_000);

    it('are handled at most `concurrency` at a time, over all types of the subscriber', async () => {
      const types = [someType(), someType()];
      let [running, most, handled] = [0, 0, 0];
      await bus().subscribe({ ...someSubscriber(...types), concurrency: 3 }, async () => {
        running += 1;
        most = Math.max(most, running);
        await pause(5);
        running -= 1;
        handled += 1;
      });

      const events = Array.from({ length: 30 }, (_, index) => someEvent(types[index % 2] as string));
      await Promise.all(events.map((event) => bus().publish(event)));

      await eventually(() => handled === events.length, { timeoutMs: 10_000 });
      expect(most).toBe(3);
    }, 20_000);

    it('under way are finished before a stop resolves, and none begins after it', async () => {
      const [type, other] = [someType(), someType()];
      const finish = Promise.withResolvers<void>();
      const steps: string[] = [];
      const received = new Received();
      await bus().subscribe(someSubscriber(other), received.handle);
      const subscription = await bus().subscribe({ ...someSubscriber(type), concurrency: 1 }, async () => {
        steps.push('began');
        await finish.promise;
        steps.push('ended');
      });
      await bus().publish(someEvent(type));
      await bus().publish(someEvent(type));
      await eventually(() => steps.length === 1);

      const stopping = subscription.stop().then(() => steps.push('stopped'));
      // Time enough for a stop that does not wait.
      await flushed(bus(), other, received);
      finish.resolve();
      await stopping;
      await flushed(bus(), other, received);

      expect(steps).toEqual(['began', 'ended', 'stopped']);
    });

    it('that nobody subscribes to are accepted', async () => {
      await expect(bus().publish(someEvent(someType()))).resolves.toBeUndefined();
    });
  });
}
