import { setTimeout as pause } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { newId, type CloudEvent } from '@offload/contracts';
import { eventually } from '@offload/testkit';
import { Terminate, type Delivery, type EventBus } from './event-bus.ts';

/** A broker with one bus open on it, for one suite. */
export interface BusWorld {
  bus: EventBus;
  /** Another replica of the same service; the same bus where only one process may have it open. */
  replica: EventBus;
  /** Closes every bus and opens them again, as a restart of the services does. */
  restart(): Promise<void>;
  destroy(): Promise<void>;
}

let made = 0;
/** Letters only: event types carry no digits. */
const letters = (): string => [...String((made += 1))].map((digit) => 'abcdefghij'[Number(digit)]).join('');

/** An event type that no other test uses. */
export const someType = (): string => `offload.accounts.thing-${letters()}.happened.v1`;
/** A subscriber that no other test uses. */
export const someSubscriber = (...types: string[]): { service: string; name: string; types: string[] } => ({ service: 'scanner', name: `on-${letters()}`, types });
export const someQueue = (): string => `jobs-${letters()}`;

export function someEvent(type: string, data: unknown = {}): CloudEvent {
  return {
    specversion: '1.0',
    id: newId(),
    source: '/offload/accounts',
    type,
    subject: newId(),
    time: new Date().toISOString(),
    datacontenttype: 'application/json',
    tenantid: newId(),
    aggregateversion: 1,
    data,
  };
}

/** What a handler received, in order. */
export class Received {
  readonly events: CloudEvent[] = [];
  readonly attempts: number[] = [];

  readonly handle = async (event: CloudEvent, { attempt }: Delivery): Promise<void> => {
    this.events.push(event);
    this.attempts.push(attempt);
  };

  get ids(): string[] {
    return this.events.map((event) => event.id);
  }
}

/** The guarantees of {@link EventBus}, the same for every adapter. */
export function eventBusContract(adapter: string, factory: () => Promise<BusWorld>): void {
  describe(`event bus on ${adapter}`, () => {
    let world: BusWorld;

    beforeAll(async () => {
      world = await factory();
    }, 60_000);

    afterAll(() => world.destroy(), 60_000);

    /** Proves that everything published before has been handed out: a last event went the same way. */
    async function flushed(subscriberTypes: string[], received: Received): Promise<void> {
      const last = someEvent(subscriberTypes[0] as string);
      await world.bus.publish(last);
      await eventually(() => received.ids.includes(last.id), { timeoutMs: 10_000 });
      received.events.splice(received.ids.indexOf(last.id), 1);
    }

    describe('events', () => {
      it('reach every subscriber of their type, whole', async () => {
        const type = someType();
        const [first, second] = [new Received(), new Received()];
        await world.bus.subscribe(someSubscriber(type), first.handle);
        await world.replica.subscribe(someSubscriber(someType(), type), second.handle);

        const event = { ...someEvent(type, { name: 'ünïcode \u0000 \ud800', nested: [{ deep: null }], big: 2 ** 53 }), traceparent: '00-aa-bb-01' };
        await world.bus.publish(event);

        await eventually(() => first.events.length === 1 && second.events.length === 1);
        expect(first.events).toEqual([event]);
        expect(second.events).toEqual([event]);
        expect(first.attempts).toEqual([1]);
      });

      it('do not reach subscribers of other types', async () => {
        const [wanted, other] = [someType(), someType()];
        const received = new Received();
        await world.bus.subscribe(someSubscriber(wanted), received.handle);

        await world.bus.publish(someEvent(other));
        await flushed([wanted], received);

        expect(received.events).toEqual([]);
      });

      it('are delivered once when published twice', async () => {
        const type = someType();
        const received = new Received();
        await world.bus.subscribe(someSubscriber(type), received.handle);

        const event = someEvent(type);
        await world.bus.publish(event);
        await eventually(() => received.events.length === 1);
        await world.replica.publish(event);
        await flushed([type], received);

        expect(received.ids).toEqual([event.id]);
      });

      it('from before the first registration are not delivered, those from after it are', async () => {
        const type = someType();
        const received = new Received();
        await world.bus.publish(someEvent(type));
        await world.bus.subscribe(someSubscriber(type), received.handle);

        const after = someEvent(type);
        await world.bus.publish(after);
        await flushed([type], received);

        expect(received.ids).toEqual([after.id]);
      });

      it('published while the subscriber was away are delivered when it is back, and only those', async () => {
        const type = someType();
        const subscriber = someSubscriber(type);
        const received = new Received();
        const subscription = await world.bus.subscribe(subscriber, received.handle);
        await world.bus.publish(someEvent(type));
        await eventually(() => received.events.length === 1);
        await subscription.stop();

        const missed = [someEvent(type), someEvent(type)];
        for (const event of missed) await world.bus.publish(event);
        const back = new Received();
        await world.bus.subscribe(subscriber, back.handle);
        await flushed([type], back);

        expect(received.events).toHaveLength(1);
        expect(back.ids.toSorted()).toEqual(missed.map(({ id }) => id).toSorted());
      });

      it('come again after a failure, with a true count of the attempts, until they are handled', async () => {
        const type = someType();
        const attempts: number[] = [];
        await world.bus.subscribe(someSubscriber(type), async (_event, { attempt }) => {
          attempts.push(attempt);
          if (attempt < 3) throw new Error('not today');
        });

        await world.bus.publish(someEvent(type));

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
        await world.bus.subscribe(subscriber, handle);

        const other = someEvent(type);
        await world.bus.publish(poison);
        await world.bus.publish(other);

        await eventually(() => deliveries.filter((id) => id === other.id).length === 2, { timeoutMs: 10_000 });
        expect(deliveries.filter((id) => id === poison.id)).toHaveLength(1);
      }, 20_000);

      it('are not held up for one subscriber by the failures of another', async () => {
        const type = someType();
        const received = new Received();
        await world.bus.subscribe({ ...someSubscriber(type), concurrency: 1 }, async () => {
          throw new Error('always');
        });
        await world.bus.subscribe({ ...someSubscriber(type), concurrency: 1 }, received.handle);

        const events = Array.from({ length: 20 }, () => someEvent(type));
        for (const event of events) await world.bus.publish(event);

        await eventually(() => received.events.length === events.length, { timeoutMs: 2_000 });
        expect(new Set(received.ids)).toEqual(new Set(events.map(({ id }) => id)));
      });

      it('are shared by the replicas of a subscriber: each reaches one, and all take part', async () => {
        const type = someType();
        const subscriber = { ...someSubscriber(type), concurrency: 1 };
        const seen: string[] = [];
        const atWork = new Set<string>();
        const replica = (name: string) => async (event: CloudEvent) => {
          seen.push(event.id);
          atWork.add(name);
          // With one handler a replica, the second event can only be met while the first waits if another replica takes it.
          await eventually(() => atWork.size === 2, { timeoutMs: 10_000 });
        };
        await world.bus.subscribe(subscriber, replica('one'));
        await world.replica.subscribe(subscriber, replica('two'));

        const events = Array.from({ length: 30 }, () => someEvent(type));
        await Promise.all(events.map((event) => world.bus.publish(event)));

        await eventually(() => new Set(seen).size === events.length, { timeoutMs: 10_000 });
        expect(seen).toHaveLength(events.length);
      }, 20_000);

      it('are handled at most `concurrency` at a time, over all types of the subscriber', async () => {
        const types = [someType(), someType()];
        let [running, most, handled] = [0, 0, 0];
        await world.bus.subscribe({ ...someSubscriber(...types), concurrency: 3 }, async () => {
          running += 1;
          most = Math.max(most, running);
          await pause(5);
          running -= 1;
          handled += 1;
        });

        const events = Array.from({ length: 30 }, (_, index) => someEvent(types[index % 2] as string));
        await Promise.all(events.map((event) => world.bus.publish(event)));

        await eventually(() => handled === events.length, { timeoutMs: 10_000 });
        expect(most).toBe(3);
      }, 20_000);

      it('under way are finished before a stop resolves, and none begins after it', async () => {
        const [type, other] = [someType(), someType()];
        const finish = Promise.withResolvers<void>();
        const steps: string[] = [];
        const received = new Received();
        await world.bus.subscribe(someSubscriber(other), received.handle);
        const subscription = await world.bus.subscribe({ ...someSubscriber(type), concurrency: 1 }, async () => {
          steps.push('began');
          await finish.promise;
          steps.push('ended');
        });
        await world.bus.publish(someEvent(type));
        await world.bus.publish(someEvent(type));
        await eventually(() => steps.length === 1);

        const stopping = subscription.stop().then(() => steps.push('stopped'));
        // Time enough for a stop that does not wait.
        await flushed([other], received);
        finish.resolve();
        await stopping;
        await flushed([other], received);

        expect(steps).toEqual(['began', 'ended', 'stopped']);
      });

      it('that nobody subscribes to are accepted', async () => {
        await expect(world.bus.publish(someEvent(someType()))).resolves.toBeUndefined();
      });
    });

    describe('work', () => {
      it('waits for a worker, reaches one of them, whole, and only once for one id', async () => {
        const queue = someQueue();
        const body = { job: 'list', text: '\u0000', pages: [1, 2] };
        await world.bus.enqueue(queue, { id: 'a', body });
        await world.replica.enqueue(queue, { id: 'a', body: 'the same again' });
        await world.bus.enqueue(queue, { id: 'b', body: null });

        const bodies: unknown[] = [];
        const handle = async (received: unknown): Promise<void> => void bodies.push(received);
        await world.bus.work(queue, { concurrency: 2 }, handle);
        await world.replica.work(queue, { concurrency: 2 }, handle);
        await eventually(() => bodies.length === 2);
        await world.bus.enqueue(queue, { id: 'b', body: 'again after it was done' });
        await world.bus.enqueue(queue, { id: 'c', body: 'last' });
        await eventually(() => bodies.includes('last'));

        expect(bodies).toHaveLength(3);
        expect(bodies).toEqual(expect.arrayContaining([body, null, 'last']));
      });

      it('of one queue has no bearing on another with the same ids', async () => {
        const [one, other] = [someQueue(), someQueue()];
        const bodies: unknown[] = [];
        await world.bus.work(other, { concurrency: 1 }, async (body) => void bodies.push(body));

        await world.bus.enqueue(one, { id: 'same', body: 'for nobody' });
        await world.bus.enqueue(other, { id: 'same', body: 'for the other' });

        await eventually(() => bodies.length === 1);
        expect(bodies).toEqual(['for the other']);
      });

      it('comes again after a failure, with a true count of the attempts, and not after Terminate', async () => {
        const queue = someQueue();
        const attempts: Record<string, number[]> = { fails: [], poison: [] };
        await world.bus.work(queue, { concurrency: 2 }, async (body, { attempt }) => {
          attempts[body as string]?.push(attempt);
          if (body === 'poison') throw new Terminate('never');
          if (attempt < 2) throw new Error('not today');
        });

        await world.bus.enqueue(queue, { id: 'poison', body: 'poison' });
        await world.bus.enqueue(queue, { id: 'fails', body: 'fails' });

        await eventually(() => attempts['fails']?.length === 2, { timeoutMs: 10_000 });
        expect(attempts).toEqual({ fails: [1, 2], poison: [1] });
      }, 20_000);

      it('of a backlog is taken as fast as handlers end', async () => {
        const queue = someQueue();
        const count = 100;
        for (let id = 0; id < count; id += 1) await world.bus.enqueue(queue, { id: `${id}`, body: id });

        const bodies = new Set<unknown>();
        await world.bus.work(queue, { concurrency: 1 }, async (body) => void bodies.add(body));

        await eventually(() => bodies.size === count, { timeoutMs: 5_000 });
      }, 15_000);

      it('never waits for a busy worker while another is idle', async () => {
        const queue = someQueue();
        const finish = Promise.withResolvers<void>();
        const taken: string[] = [];
        const worker = (name: string) => async (): Promise<void> => {
          taken.push(name);
          await finish.promise;
        };
        await world.bus.work(queue, { concurrency: 1 }, worker('first'));
        await world.bus.enqueue(queue, { id: 'a', body: 1 });
        await eventually(() => taken.length === 1);
        await world.bus.enqueue(queue, { id: 'b', body: 2 });
        await world.replica.work(queue, { concurrency: 1 }, worker('second'));

        await eventually(() => taken.length === 2, { timeoutMs: 2_000 }).finally(finish.resolve);
        expect(taken).toEqual(['first', 'second']);
      });

      it('can say that it goes on, and hears of no abort while it may', async () => {
        const queue = someQueue();
        const aborted: boolean[] = [];
        await world.bus.work(queue, { concurrency: 1 }, async (_body, { extend, signal }) => {
          extend();
          aborted.push(signal.aborted);
        });

        await world.bus.enqueue(queue, { id: 'a', body: 1 });

        await eventually(() => aborted.length === 1);
        expect(aborted).toEqual([false]);
      });
    });

    describe('broadcasts', () => {
      it('reach who listens, by exact subject, by `*` and by `>`, and nobody else', async () => {
        const heard: Record<string, string[]> = { exact: [], star: [], rest: [], other: [] };
        const scan = letters();
        const note = (who: string) => (_body: unknown, subject: string) => void heard[who]?.push(subject);
        await world.bus.listen(`scans.${scan}.progress`, note('exact'));
        await world.replica.listen(`scans.*.${scan}`, note('star'));
        await world.replica.listen(`scans.${scan}.>`, note('rest'));
        await world.bus.listen(`scans.${scan}`, note('other'));

        world.bus.broadcast(`scans.${scan}.progress`, { percent: 1 });
        world.bus.broadcast(`scans.x.${scan}`, {});
        world.bus.broadcast(`scans.${scan}.region.done`, {});

        await eventually(() => Object.values(heard).flat().length === 4);
        expect(heard).toEqual({
          exact: [`scans.${scan}.progress`],
          star: [`scans.x.${scan}`],
          rest: [`scans.${scan}.progress`, `scans.${scan}.region.done`],
          other: [],
        });
      });

      it('carry their body, and a listener that fails or stopped troubles nobody', async () => {
        const subject = `scans.${letters()}`;
        const [bodies, late]: [unknown[], unknown[]] = [[], []];
        await world.bus.listen(subject, () => {
          throw new Error('listener broke');
        });
        const stopped = await world.bus.listen(subject, (body) => void late.push(body));
        await world.replica.listen(subject, (body) => void bodies.push(body));
        await stopped.stop();

        world.bus.broadcast(subject, { percent: 40, at: 'ü' });
        world.bus.broadcast(subject, undefined);

        await eventually(() => bodies.length === 2);
        expect(bodies).toEqual([{ percent: 40, at: 'ü' }, null]);
        expect(late).toEqual([]);
      });
    });

    it('refuses names that would change what is heard', async () => {
      await expect(world.bus.enqueue('jobs.>', { id: 'a', body: 1 })).rejects.toThrow('not a queue name');
      await expect(world.bus.subscribe({ service: 'Scanner', name: 'x', types: [] }, async () => undefined)).rejects.toThrow('not a service name');
      await expect(world.bus.subscribe({ service: 'scanner', name: 'x.y', types: [] }, async () => undefined)).rejects.toThrow('not a subscriber name');
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
