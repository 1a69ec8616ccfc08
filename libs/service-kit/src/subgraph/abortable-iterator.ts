/**
 * An iterator that ends when a signal aborts, even while its source waits for an event: an async generator that is parked in an await
 * does not hear `return()`. The source is told to return when the iteration ends, and `whenClosed` settles once it has.
 */
export interface AbortableIterator<T> extends AsyncIterableIterator<T> {
  /** Rejects when the source failed to close. */
  readonly whenClosed: Promise<void>;
}

export function abortable<T>(source: AsyncIterable<T>, signal: AbortSignal): AbortableIterator<T> {
  const iterator = source[Symbol.asyncIterator]();
  const closed = Promise.withResolvers<void>();
  const done: IteratorResult<T> = { done: true, value: undefined };
  let over = false;
  let interrupt: (() => void) | undefined;

  function end(): void {
    if (over) return;
    over = true;
    signal.removeEventListener('abort', end);
    Promise.resolve(iterator.return?.()).then(() => closed.resolve(), closed.reject);
    interrupt?.();
  }

  signal.addEventListener('abort', end, { once: true });
  if (signal.aborted) end();

  return {
    whenClosed: closed.promise,
    [Symbol.asyncIterator]() {
      return this;
    },
    next() {
      if (over) return Promise.resolve(done);

      // Not Promise.race with one promise of the signal: that one would keep every result it ever lost to.
      return new Promise((resolve, reject) => {
        interrupt = () => resolve(done);
        iterator.next().then(
          (result) => {
            resolve(over ? done : result);
            if (result.done) end();
          },
          (error: unknown) => {
            // Settled before the end, which would settle it as done. After an abort nobody waits for it any more.
            reject(error as Error);
            end();
          },
        );
      });
    },
    return() {
      end();
      return Promise.resolve(done);
    },
  };
}
