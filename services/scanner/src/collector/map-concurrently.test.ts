import { describe, expect, it } from '@jest/globals';
import { mapConcurrently } from './map-concurrently.ts';

describe('mapConcurrently', () => {
  it('keeps the order of the items, whichever task ends first', async () => {
    const gates = [0, 1, 2].map(() => Promise.withResolvers<string>());
    const mapped = mapConcurrently(gates, 3, ({ promise }) => promise);
    gates[2]!.resolve('c');
    gates[0]!.resolve('a');
    gates[1]!.resolve('b');
    expect(await mapped).toEqual(['a', 'b', 'c']);
  });

  it('never has more tasks under way than the limit', async () => {
    let running = 0;
    let most = 0;
    await mapConcurrently(Array.from({ length: 40 }), 8, async () => {
      most = Math.max(most, ++running);
      await Promise.resolve();
      await Promise.resolve();
      running -= 1;
    });
    expect(most).toBe(8);
  });

  it('starts no further task once one has failed', async () => {
    const started: number[] = [];
    const mapped = mapConcurrently([0, 1, 2, 3, 4, 5], 2, async (item) => {
      started.push(item);
      await Promise.resolve();
      if (item === 0) throw new Error('refused');
    });
    await expect(mapped).rejects.toThrow('refused');
    await new Promise(setImmediate);
    expect(started.length).toBeLessThan(6);
  });
});
