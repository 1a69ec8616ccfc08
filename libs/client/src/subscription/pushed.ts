/** What is pushed on one side and taken, in order, on the other. */
export interface Pushed<T> extends AsyncIterable<T> {
  push(value: T): void;
  /** No more will come; what was pushed before is taken still. */
  end(): void;
}

/** Turns calls into an iteration by one consumer. It ends at once, waiting or not, when the signal is aborted. */
export function pushed<T>(signal: AbortSignal): Pushed<T> {
  const waiting: T[] = [];
  let ended = false;
  let wake = (): void => {};
  const onAbort = (): void => wake();

  return {
    push(value) {
      waiting.push(value);
      wake();
    },
    end() {
      ended = true;
      wake();
    },
    async *[Symbol.asyncIterator]() {
      signal.addEventListener('abort', onAbort);
      try {
        while (!signal.aborted) {
          if (waiting.length > 0) yield waiting.shift()!;
          else if (ended) return;
          else {
            await new Promise<void>((resolve) => {
              wake = resolve;
            });
          }
        }
      } finally {
        signal.removeEventListener('abort', onAbort);
      }
    },
  };
}
