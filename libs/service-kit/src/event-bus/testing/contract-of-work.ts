import { describe, expect, it } from '@jest/globals';
import { eventually } from '@offload/testkit';
import { Terminate, type EventBus } from '../event-bus.ts';
import { someQueue } from './bus-world.ts';

/** What work queues promise. */
export function contractOfWork(bus: () => EventBus, replica: () => EventBus): void {
  describe('work', () => {
    it('waits for a worker, reaches one of them, whole, and only once for one id', async () => {
      const queue = someQueue();
      const body = { job: 'list', text: '\u0000', pages: [1, 2] };
      await bus().enqueue(queue, { id: 'a', body });
      await replica().enqueue(queue, { id: 'a', body: 'the same again' });
      await bus().enqueue(queue, { id: 'b', body: null });

      const bodies: unknown[] = [];
      const handle = async (received: unknown): Promise<void> => void bodies.push(received);
      await bus().work(queue, { concurrency: 2 }, handle);
      await replica().work(queue, { concurrency: 2 }, handle);
      await eventually(() => bodies.length === 2);
      await bus().enqueue(queue, { id: 'b', body: 'again after it was done' });
      await bus().enqueue(queue, { id: 'c', body: 'last' });
      await eventually(() => bodies.includes('last'));

      expect(bodies).toHaveLength(3);
      expect(bodies).toEqual(expect.arrayContaining([body, null, 'last']));
    });

    it('of one queue has no bearing on another with the same ids', async () => {
      const [one, other] = [someQueue(), someQueue()];
      const bodies: unknown[] = [];
      await bus().work(other, { concurrency: 1 }, async (body) => void bodies.push(body));

      await bus().enqueue(one, { id: 'same', body: 'for nobody' });
      await bus().enqueue(other, { id: 'same', body: 'for the other' });

      await eventually(() => bodies.length === 1);
      expect(bodies).toEqual(['for the other']);
    });

    it('comes again after a failure, with a true count of the attempts, and not after Terminate', async () => {
      const queue = someQueue();
      const attempts: Record<string, number[]> = { fails: [], poison: [] };
      await bus().work(queue, { concurrency: 2 }, async (body, { attempt }) => {
        attempts[body as string]?.push(attempt);
        if (body === 'poison') throw new Terminate('never');
        if (attempt < 2) throw new Error('not today');
      });

      await bus().enqueue(queue, { id: 'poison', body: 'poison' });
      await bus().enqueue(queue, { id: 'fails', body: 'fails' });

      await eventually(() => attempts['fails']?.length === 2, { timeoutMs: 10_000 });
      expect(attempts).toEqual({ fails: [1, 2], poison: [1] });
    }, 20_000);

    it('of a backlog is taken as fast as handlers end', async () => {
      const queue = someQueue();
      const count = 100;
      for (let id = 0; id < count; id += 1) await bus().enqueue(queue, { id: `${id}`, body: id });

      const bodies = new Set<unknown>();
      await bus().work(queue, { concurrency: 1 }, async (body) => void bodies.add(body));

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
      await bus().work(queue, { concurrency: 1 }, worker('first'));
      await bus().enqueue(queue, { id: 'a', body: 1 });
      await eventually(() => taken.length === 1);
      await bus().enqueue(queue, { id: 'b', body: 2 });
      await replica().work(queue, { concurrency: 1 }, worker('second'));

      await eventually(() => taken.length === 2, { timeoutMs: 2_000 }).finally(finish.resolve);
      expect(taken).toEqual(['first', 'second']);
    });

    it('can say that it goes on, and hears of no abort while it may', async () => {
      const queue = someQueue();
      const aborted: boolean[] = [];
      await bus().work(queue, { concurrency: 1 }, async (_body, { extend, signal }) => {
        extend();
        aborted.push(signal.aborted);
      });

      await bus().enqueue(queue, { id: 'a', body: 1 });

      await eventually(() => aborted.length === 1);
      expect(aborted).toEqual([false]);
    });
  });
}
