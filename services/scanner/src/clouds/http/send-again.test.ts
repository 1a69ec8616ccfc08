import { describe, expect, it } from '@jest/globals';
import { ConnectionFailed } from './connection-failed.ts';
import { msOfRetryAfter, sendAgain } from './send-again.ts';

interface Answer {
  readonly status: number;
  readonly pauseMs?: number;
}

/** Sends until one of the answers is given; an error among them is thrown. */
async function sent(answers: readonly (Answer | Error)[], maxAttempts = 5) {
  const pauses: number[] = [];
  let sendings = 0;
  const outcome: unknown = await sendAgain(
    async () => {
      const answer = answers[sendings++]!;
      if (answer instanceof Error) throw answer;
      return answer;
    },
    ({ pauseMs = null }) => pauseMs,
    { maxAttempts, pause: async (ms) => pauses.push(ms) },
  ).catch((error: unknown) => error);
  return { outcome, sendings, pauses };
}

const noAnswer = new ConnectionFailed(Object.assign(new Error('reset'), { code: 'ECONNRESET' }));

describe('a request', () => {
  it.each([408, 429, 500, 502, 503, 504])('that is answered with %i is sent again', async (status) => {
    expect(await sent([{ status }, { status: 200 }])).toMatchObject({ outcome: { status: 200 }, sendings: 2 });
  });

  it.each([200, 400, 401, 403, 404, 409, 501])('that is answered with %i is not', async (status) => {
    expect(await sent([{ status }, { status: 200 }])).toMatchObject({ outcome: { status }, sendings: 1, pauses: [] });
  });

  it('without an answer is sent again, and what we broke ourselves is not', async () => {
    expect(await sent([noAnswer, { status: 200 }])).toMatchObject({ outcome: { status: 200 }, sendings: 2 });
    expect(await sent([new TypeError('a bug'), { status: 200 }])).toMatchObject({ outcome: { name: 'TypeError' }, sendings: 1 });
  });

  it('is sent no more often than said, whatever goes wrong', async () => {
    expect(await sent(Array.from({ length: 9 }, () => ({ status: 503 })))).toMatchObject({ outcome: { status: 503 }, sendings: 5 });
    expect(await sent(Array.from({ length: 9 }, () => noAnswer))).toMatchObject({ outcome: noAnswer, sendings: 5 });
    expect(await sent([{ status: 503 }, noAnswer, { status: 429 }, { status: 200 }], 3)).toMatchObject({ outcome: { status: 429 }, sendings: 3 });
  });

  it('waits as long as the answer asks for', async () => {
    expect(await sent([{ status: 429, pauseMs: 1500 }, { status: 503, pauseMs: 0 }, { status: 200 }])).toMatchObject({ pauses: [1500, 0] });
  });

  it('waits at random otherwise, longer each time, and never beyond 20 seconds', async () => {
    const { pauses } = await sent([...Array.from({ length: 12 }, () => ({ status: 500 })), { status: 200 }], 20);
    expect(pauses).toHaveLength(12);
    pauses.forEach((ms, index) => expect(ms).toBeLessThanOrEqual(Math.min(20_000, 400 * 2 ** index)));
    expect(new Set(pauses).size).toBeGreaterThan(6);
  });

  it('does not wait for minutes: others could run', async () => {
    expect(await sent([{ status: 429, pauseMs: 60_001 }, { status: 200 }])).toMatchObject({ outcome: { status: 429 }, sendings: 1, pauses: [] });
  });
});

describe('retry-after', () => {
  it('says seconds, or a date, or nothing', () => {
    expect(msOfRetryAfter('7')).toBe(7000);
    expect(msOfRetryAfter('0.5')).toBe(500);
    expect(msOfRetryAfter(new Date(Date.now() + 30_000).toUTCString())).toBeGreaterThan(28_000);
    expect(msOfRetryAfter(new Date(Date.now() - 30_000).toUTCString())).toBe(0);
    expect(msOfRetryAfter('soon')).toBeNull();
    expect(msOfRetryAfter(undefined)).toBeNull();
  });
});
