/** Wakes one waiter; a ring that nobody waits for is remembered, as one. */
export interface Bell {
  ring(): void;
  /** Resolves at the next ring, when the time is up, or when the bell is closed. */
  rung(timeoutMs: number): Promise<void>;
  /** Lets the waiter go, and every later one at once. */
  close(): void;
  readonly isClosed: boolean;
}

/** A bell for one waiter. */
export function createBell(): Bell {
  let isRung = false;
  let isClosed = false;
  let wake: (() => void) | undefined;

  return {
    ring() {
      isRung = true;
      wake?.();
    },
    async rung(timeoutMs) {
      if (!isRung && !isClosed) {
        await new Promise<void>((resolve) => {
          const timer = setTimeout(resolve, timeoutMs);
          wake = () => {
            clearTimeout(timer);
            resolve();
          };
        });
        wake = undefined;
      }
      isRung = false;
    },
    close() {
      isClosed = true;
      wake?.();
    },
    get isClosed() {
      return isClosed;
    },
  };
}
