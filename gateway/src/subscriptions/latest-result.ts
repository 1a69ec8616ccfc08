/**
 * What waits for one subscriber: the latest and nothing else, so that a slow one costs no memory and, when it comes to it, sees the present state instead
 * of the past.
 */
export interface LatestResult<T> {
  /** Takes the place of what nobody has taken yet. */
  put(value: T): void;
  /** Says that there will be no more; what waits is still given. */
  end(): void;
  /** Says that nobody will take any more: whoever waits is answered at once. */
  close(): void;
  /** The latest as soon as there is one; done when there will be no more. One caller at a time. */
  next(): Promise<IteratorResult<T>>;
}

const done: IteratorReturnResult<undefined> = { done: true, value: undefined };

/** Makes one, empty. `onReplaced` is told when something was never seen because something newer came. */
export function createLatestResult<T>(onReplaced: () => void): LatestResult<T> {
  let waiting: { value: T } | undefined;
  let over = false;
  let wake: ((result: IteratorResult<T>) => void) | undefined;

  function give(result: IteratorResult<T>): void {
    const taker = wake;
    wake = undefined;
    taker?.(result);
  }

  return {
    put(value) {
      if (over) return;
      if (wake) return give({ done: false, value });
      if (waiting) onReplaced();
      waiting = { value };
    },
    end() {
      over = true;
      give(done);
    },
    close() {
      over = true;
      waiting = undefined;
      give(done);
    },
    next() {
      if (waiting) {
        const { value } = waiting;
        waiting = undefined;
        return Promise.resolve({ done: false, value });
      }
      return over ? Promise.resolve(done) : new Promise((resolve) => (wake = resolve));
    },
  };
}
