import { setTimeout as pause } from 'node:timers/promises';
import type { Consumer, ConsumerMessages, JsMsg } from 'nats';
import type { Logger } from '../logging/create-logger.ts';
import type { Subscription, WorkDelivery } from './event-bus.ts';
import { InHand } from './in-hand.ts';
import type { Permits } from './permits.ts';
import { runHandler } from './run-handler.ts';

/** How long one pull waits at the server. Short enough that a pull which the server lost is soon repeated. */
const pullExpiresMs = 10_000;
const retryPullMs = 1_000;

const firstRedeliveryMs = 1_000;
const lastRedeliveryMs = 60_000;

/** The delay before the next delivery, in ms: doubling from one second to one minute, the upper half of it random. */
export function redeliveryDelayMs(attempt: number, random: () => number = Math.random): number {
  const longest = Math.min(lastRedeliveryMs, firstRedeliveryMs * 2 ** Math.min(attempt, 16));
  return Math.round(longest / 2 + (longest / 2) * random());
}

export interface PullerOptions {
  /** The receiver, for the log. */
  receiver: string;
  /** The durable consumer, made anew if the server lost it. */
  open(): Promise<Consumer>;
  /** Shared by all consumers of one subscriber. */
  permits: Permits;
  /**
   * Whether to wait for a permit before pulling. True for the only consumer of its permits: nothing is ever held that another replica
   * could do. With several consumers none may sit on a permit while its own subject is silent, so each pulls first and may hold one
   * message that waits.
   */
  permitFirst: boolean;
  ackWaitMs: number;
  /** When the connection was lost, in ms since the epoch, while it is. */
  downSince(): number | undefined;
  handle(message: JsMsg, delivery: WorkDelivery): Promise<void>;
  log: Logger;
}

/**
 * Takes messages from one durable consumer, one a pull: a message leaves the server only for a handler that is free, so a busy replica
 * keeps nothing from an idle one. While a handler runs, the server is told so three times an `ack_wait`; it is acknowledged after the
 * handler, or given back with a delay.
 */
export function startPuller(options: PullerOptions): Subscription {
  const { receiver, permits, permitFirst, log } = options;
  const inHand = new InHand();
  const stopping = new AbortController();
  let current: ConsumerMessages | undefined;

  async function pullForEver(): Promise<void> {
    while (!stopping.signal.aborted) {
      try {
        const consumer = await options.open();
        while (!stopping.signal.aborted) await pullOne(consumer);
      } catch (error) {
        if (stopping.signal.aborted) return;
        log.warn({ receiver, err: error }, 'pulling messages was interrupted');
        await pause(retryPullMs, undefined, { signal: stopping.signal }).catch(() => undefined);
      }
    }
  }

  async function pullOne(consumer: Consumer): Promise<void> {
    if (permitFirst) await permits.take();
    let held = permitFirst;
    try {
      const message = await next(consumer);
      if (!message) return;
      if (stopping.signal.aborted) return message.nak();
      held = false;
      const begun = beginDelivery(message, permitFirst);
      if (!permitFirst) await begun;
    } finally {
      if (held) permits.give();
    }
  }

  async function next(consumer: Consumer): Promise<JsMsg | undefined> {
    if (stopping.signal.aborted) return undefined;
    current = await consumer.fetch({ max_messages: 1, expires: pullExpiresMs });
    // `stop` may have come while the pull was opened, and then had nothing to close.
    if (stopping.signal.aborted) await current.close();
    let message: JsMsg | undefined;
    for await (const pulled of current) message = pulled;
    return message;
  }

  /** Resolves when the message has its permit; the handler then goes on by itself. */
  function beginDelivery(message: JsMsg, hasPermit: boolean): Promise<void> {
    return new Promise((begun) => {
      inHand.start(async (controller) => {
        const beat = setInterval(() => keep(message, controller), options.ackWaitMs / 3);
        try {
          if (!hasPermit) await permits.take();
          begun();
          try {
            await deliver(message, controller.signal);
          } finally {
            permits.give();
          }
        } finally {
          clearInterval(beat);
        }
      });
    });
  }

  function keep(message: JsMsg, controller: AbortController): void {
    const downSince = options.downSince();
    if (downSince === undefined) message.working();
    else if (Date.now() - downSince > options.ackWaitMs)
      controller.abort(new Error('the connection was lost for so long that another worker has the message'));
  }

  async function deliver(message: JsMsg, signal: AbortSignal): Promise<void> {
    if (signal.aborted) return message.nak();
    const attempt = message.info.deliveryCount;
    const giveBack = (): void => message.nak();
    signal.addEventListener('abort', giveBack, { once: true });
    const outcome = await runHandler(
      () => options.handle(message, { attempt, signal, extend: () => message.working() }),
      { receiver, message: `${message.subject}#${message.seq}`, attempt },
      log,
    );
    signal.removeEventListener('abort', giveBack);
    // After an abort the message is given back already, and these do nothing.
    if (outcome === 'done') message.ack();
    else if (outcome === 'never') message.term();
    else message.nak(redeliveryDelayMs(attempt));
  }

  const pulling = pullForEver();
  return {
    async stop() {
      stopping.abort();
      await current?.close();
      await inHand.drain();
      // With every handler ended there are permits, so the pulling ends too; with one that hangs, it is left behind without a pull.
      if (inHand.size === 0) await pulling;
    },
  };
}
