import { describe, expect, it } from '@jest/globals';
import { abortable } from './abortable-iterator.ts';

/** A source that is parked in an await and, like any async generator, does not hear `return()` there until that await ends. */
function parkedSource() {
  const wake = Promise.withResolvers<void>();
  async function* events() {
    yield 'first';
    await wake.promise;
    yield 'second';
  }
  return { events: events(), wake: wake.resolve };
}

const failing = async function* (): AsyncGenerator<string> {
  yield 'first';
  throw new Error('the bus is gone');
};

describe('abortable', () => {
  it('ends at once when the signal aborts, although the source is parked and deaf', async () => {
    const controller = new AbortController();
    const { events, wake } = parkedSource();
    const iterator = abortable(events, controller.signal);
    expect(await iterator.next()).toEqual({ done: false, value: 'first' });

    const waiting = iterator.next();
    controller.abort();
    expect(await waiting).toEqual({ done: true, value: undefined });
    expect(await iterator.next()).toEqual({ done: true, value: undefined });

    let closed = false;
    const closing = iterator.whenClosed.then(() => (closed = true));
    expect(closed).toBe(false);
    wake();
    await closing;
  });

  it('ends and closes when the consumer leaves', async () => {
    const iterator = abortable(failing(), new AbortController().signal);
    for await (const event of iterator) {
      expect(event).toBe('first');
      break;
    }
    await iterator.whenClosed;
    expect((await iterator.next()).done).toBe(true);
  });

  it('hands on the failure of its source, once, and is over', async () => {
    const iterator = abortable(failing(), new AbortController().signal);
    await iterator.next();
    await expect(iterator.next()).rejects.toThrow('the bus is gone');
    expect((await iterator.next()).done).toBe(true);
    await iterator.whenClosed;
  });

  it('never asks a source whose signal has aborted before', async () => {
    const controller = new AbortController();
    controller.abort();
    let asked = false;
    const iterator = abortable(
      (async function* () {
        asked = true;
        yield 1;
      })(),
      controller.signal,
    );
    expect((await iterator.next()).done).toBe(true);
    expect(asked).toBe(false);
  });
});
