import { describe, expect, it } from '@jest/globals';
import type { CloudSession } from '../collector/session.ts';
import { changesOf, type ChangeLog, type ChangesBetween, type ChangesOptions, type CloudChange } from './change-log.ts';
import { cloudOf, scannedProviders } from './clouds.ts';

const now = new Date('2026-03-01T12:00:00Z');
const session = {} as CloudSession;
const change = (resourceRef: string): CloudChange => ({ at: now, action: 'things.insert', resourceRef, kind: 'created-or-changed' });

/** A log of so many pages, kept for ten days, in which entries come up to five minutes late. */
function logOf(...pages: (CloudChange[] | Promise<CloudChange[]>)[]) {
  const asked: ChangesBetween<CloudSession>[] = [];
  const log: ChangeLog = {
    service: 'log',
    scope: 'global',
    actions: ['log.read'],
    keptForDays: 10,
    latestArrivalMinutes: 5,
    async *pages(between) {
      asked.push(between);
      for (const page of pages) yield await page;
    },
  };
  return { log, asked };
}

async function read(log: ChangeLog, options: Partial<ChangesOptions<CloudSession>> = {}): Promise<string[]> {
  const refs: string[] = [];
  const since = new Date('2026-03-01T10:00:00Z');
  for await (const { resourceRef } of changesOf(log, { session, since, signal: new AbortController().signal, now, ...options }))
    refs.push(resourceRef);
  return refs;
}

describe('the changes since a moment', () => {
  it('are those of all pages, in their order', async () => {
    expect(await read(logOf([change('a'), change('b')], [], [change('a')]).log)).toEqual(['a', 'b', 'a']);
  });

  it('are asked for from a little before, since entries come late', async () => {
    const { log, asked } = logOf();
    await read(log);
    expect(asked).toEqual([{ session, from: new Date('2026-03-01T09:55:00Z'), to: now }]);
  });

  it('are not known from before the log begins', async () => {
    const { log, asked } = logOf([change('a')]);
    await expect(read(log, { since: new Date('2026-02-19T12:04:00Z') })).rejects.toBeInstanceOf(RangeError);
    expect(asked).toEqual([]);
    expect(await read(log, { since: new Date('2026-02-19T12:05:00Z') })).toEqual(['a']);
  });

  it('end when they are no longer wanted', async () => {
    const cancellation = new AbortController();
    const reading = read(logOf(new Promise(() => undefined)).log, { signal: cancellation.signal });
    cancellation.abort(new Error('cancelled'));
    await expect(reading).rejects.toThrow('cancelled');
  });
});

it.each(scannedProviders)('%s has a log that says what reading it takes', (provider) => {
  const { changeLog } = cloudOf(provider);
  expect(changeLog.actions.length).toBeGreaterThan(0);
  expect(changeLog.keptForDays).toBeGreaterThanOrEqual(90);
});
