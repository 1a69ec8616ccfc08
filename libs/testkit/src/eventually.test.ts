import { describe, expect, it } from '@jest/globals';
import { eventually } from './eventually.ts';

describe('eventually', () => {
  it('gives what the check gives, as soon as it holds', async () => {
    let tries = 0;
    expect(await eventually(() => ((tries += 1) < 3 ? false : 'done'))).toBe('done');
    expect(tries).toBe(3);
  });

  it('takes an assertion that gives nothing as true, and tries again while it throws', async () => {
    let tries = 0;
    await eventually(async () => expect((tries += 1)).toBe(2));
    expect(tries).toBe(2);
  });

  it('throws the last failure, with how long was waited', async () => {
    const cause = new Error('three is not four');
    await expect(eventually(() => Promise.reject(cause), { timeoutMs: 30 })).rejects.toMatchObject({
      message: 'did not come true within 30 ms: three is not four',
      cause,
    });
    await expect(eventually(() => false, { timeoutMs: 10 })).rejects.toThrow('did not come true within 10 ms');
  });
});
