import { setTimeout as pause } from 'node:timers/promises';

/** How long a stopping subscription waits for its handlers. */
export const drainTimeoutMs = 10_000;

/** The handlers that are under way in one subscription, so that stopping can wait for them and, past the limit, tell them to end. */
export class InHand {
  readonly #running = new Map<Promise<void>, AbortController>();

  get size(): number {
    return this.#running.size;
  }

  /** Runs the work without waiting for it. The work deals with its own failures: it must not reject. */
  start(work: (controller: AbortController) => Promise<void>): void {
    const controller = new AbortController();
    const running = work(controller).finally(() => this.#running.delete(running));
    this.#running.set(running, controller);
  }

  /** Waits for all that is under way, at most `timeoutMs`; then aborts the signals of what is left and gives it up. */
  async drain(timeoutMs = drainTimeoutMs): Promise<void> {
    const timer = new AbortController();
    const late = pause(timeoutMs, undefined, { signal: timer.signal, ref: false }).catch(() => undefined);
    await Promise.race([Promise.all(this.#running.keys()), late]);
    timer.abort();
    for (const controller of this.#running.values()) controller.abort(new Error('the subscription was stopped'));
  }
}
