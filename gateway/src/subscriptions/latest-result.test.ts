import { describe, expect, it } from '@jest/globals';
import { createLatestResult } from './latest-result.ts';

describe('what waits for a subscriber', () => {
  it('is given in order to one who keeps up', async () => {
    const results = createLatestResult<number>(() => undefined);
    for (const n of [1, 2, 3]) {
      results.put(n);
      expect(await results.next()).toEqual({ done: false, value: n });
    }
  });

  it('is the latest alone for one who does not, and what was never seen is counted', async () => {
    let replaced = 0;
    const results = createLatestResult<number>(() => (replaced += 1));
    for (let n = 1; n <= 1_000; n += 1) results.put(n);

    expect(await results.next()).toEqual({ done: false, value: 1_000 });
    expect(replaced).toBe(999);
  });

  it('is given to whoever waits already', async () => {
    const results = createLatestResult<number>(() => undefined);
    const waiting = results.next();
    results.put(7);

    expect(await waiting).toEqual({ done: false, value: 7 });
  });

  it('is still given after the end, and then the end', async () => {
    const results = createLatestResult<number>(() => undefined);
    results.put(7);
    results.end();
    results.put(8);

    expect(await results.next()).toEqual({ done: false, value: 7 });
    expect((await results.next()).done).toBe(true);
  });

  it('is nothing any more once closed, also for whoever waits', async () => {
    const results = createLatestResult<number>(() => undefined);
    const waiting = results.next();
    results.close();

    expect((await waiting).done).toBe(true);
    expect((await results.next()).done).toBe(true);
  });
});
