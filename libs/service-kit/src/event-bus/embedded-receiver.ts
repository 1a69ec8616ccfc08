import { once } from 'node:events';
import { setTimeout as pause } from 'node:timers/promises';
import type { Logger } from '../logging/create-logger.ts';
import type { Subscription, WorkDelivery } from './event-bus.ts';
import type { EmbeddedStore, StoredMessage } from './embedded-store.ts';
import { InHand } from './in-hand.ts';
import { runHandler } from './run-handler.ts';

/** With every wake-up lost, this is how long a message could wait. */
const backstopMs = 60_000;
const soonestLookMs = 25;
const retryMs = 500;
const retryMaxMs = 10_000;

export interface Receiver extends Subscription {
  /** Says that the queue may have something: it is looked at now, or as soon as a handler is free. */
  wake(): void;
}

export interface ReceiverOptions {
  queue: string;
  concurrency: number;
  store: EmbeddedStore;
  /** The ids of this queue that are in the hands of any receiver of this process. */
  held: Set<string>;
  /** Resolves while this process is the one that may receive. */
  permitted(): Promise<void>;
  handle(body: unknown, delivery: WorkDelivery): Promise<void>;
  log: Logger;
}

/**
 * Takes messages of one queue, never more than it has free handlers, and settles each by itself. Asleep until woken by a publish of
 * this process, by the time of the next retry, or once a minute.
 */
export function startReceiver({ queue, concurrency, store, held, permitted, handle, log }: ReceiverOptions): Receiver {
  const inHand = new InHand();
  const unsettled = new Map<string, StoredMessage>();
  const stopping = new AbortController();
  const stopped = once(stopping.signal, 'abort');
  let mayHaveMore = true;
  let retriesWait = true;
  let nudge = (): void => undefined;

  function wake(): void {
    mayHaveMore = true;
    nudge();
  }

  async function receiveForEver(): Promise<void> {
    let failures = 0;
    while (!stopping.signal.aborted) {
      try {
        await Promise.race([permitted(), stopped]);
        if (failures > 0) await store.reclaim(queue, [...held]);
        await takeWhatIsThere();
        failures = 0;
        await sleep();
      } catch (error) {
        if (stopping.signal.aborted) return;
        failures += 1;
        // A take whose answer was lost leaves messages taken and in nobody's hands: they are reclaimed before the next one.
        log.warn({ queue, failures, err: error }, 'taking messages was interrupted');
        mayHaveMore = true;
        retriesWait = true;
        await pause(Math.min(retryMs * failures, retryMaxMs), undefined, { signal: stopping.signal }).catch(() => undefined);
      }
    }
  }

  async function takeWhatIsThere(): Promise<void> {
    while (mayHaveMore && inHand.size < concurrency && !stopping.signal.aborted) {
      const free = concurrency - inHand.size;
      mayHaveMore = false;
      const messages = await store.take(queue, free);
      if (messages.length === free) mayHaveMore = true;
      for (const message of messages) begin(message);
    }
  }

  const isBusy = (): boolean => inHand.size >= concurrency;
  const hasReasonToWake = (): boolean => stopping.signal.aborted || (mayHaveMore && !isBusy());

  /** Until woken, or a handler is free, or a retry is due. */
  async function sleep(): Promise<void> {
    if (hasReasonToWake()) return;
    // With all handlers busy only the end of one matters, and it nudges.
    const sleepMs = isBusy() ? undefined : await nextLookMs();
    if (hasReasonToWake()) return;
    await new Promise<void>((resolve) => {
      const timer = sleepMs === undefined ? undefined : setTimeout(wakeForRetries, sleepMs);
      nudge = () => {
        clearTimeout(timer);
        resolve();
      };
    });
    nudge = () => undefined;
  }

  async function nextLookMs(): Promise<number> {
    if (!retriesWait) return backstopMs;
    const dueMs = await store.nextDueMs(queue);
    retriesWait = dueMs !== undefined;
    return Math.min(Math.max(dueMs ?? backstopMs, soonestLookMs), backstopMs);
  }

  function wakeForRetries(): void {
    retriesWait = true;
    wake();
  }

  function begin(message: StoredMessage): void {
    held.add(message.id);
    unsettled.set(message.id, message);
    inHand.start(async ({ signal }) => {
      try {
        const attempt = message.retryCount + 1;
        // There is no time limit here, so nothing to extend.
        const work = (): Promise<void> => handle(message.body, { attempt, signal, extend: () => undefined });
        const outcome = await runHandler(work, { receiver: queue, message: message.id, attempt }, log);
        await settle(message, outcome === 'again', signal);
      } finally {
        release(message);
        // The handler counts as free right after this.
        setImmediate(() => nudge());
      }
    });
  }

  function release(message: StoredMessage): void {
    held.delete(message.id);
    unsettled.delete(message.id);
  }

  /**
   * Repeats until the store knows: it is the only place that remembers, and an outcome that is dropped would leave the message taken
   * for a day.
   */
  async function settle(message: StoredMessage, again: boolean, signal: AbortSignal): Promise<void> {
    for (let failures = 1; !signal.aborted; failures += 1) {
      try {
        if (again) await store.giveBack(queue, message);
        else await store.complete(queue, message);
        if (again) retriesWait = true;
        return;
      } catch (error) {
        log.warn({ queue, message: message.id, failures, err: error }, 'an outcome could not be stored yet');
        await pause(Math.min(retryMs * failures, retryMaxMs), undefined, { signal }).catch(() => undefined);
      }
    }
  }

  const receiving = receiveForEver();
  return {
    wake,
    async stop() {
      stopping.abort();
      nudge();
      await receiving;
      await inHand.drain();
      for (const message of unsettled.values()) {
        release(message);
        await store
          .giveBack(queue, message)
          .catch((error: unknown) => log.warn({ queue, err: error }, 'a message returns at the next start'));
      }
    },
  };
}
