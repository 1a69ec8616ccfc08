/** Lets a loop sleep until something happens, without losing what happens while it works. */
export interface Waker {
  /** Ends the present sleep, or else the next one before it begins. */
  wake(): void;
  sleep(ms: number): Promise<void>;
}

/** A waker for one sleeper. */
export function createWaker(): Waker {
  let pending = false;
  let endSleep: (() => void) | undefined;

  return {
    wake() {
      pending = true;
      endSleep?.();
    },

    async sleep(ms) {
      if (!pending) {
        await new Promise<void>((resolve) => {
          const timer = setTimeout(resolve, ms);
          endSleep = () => {
            clearTimeout(timer);
            resolve();
          };
        });
        endSleep = undefined;
      }
      pending = false;
    },
  };
}
