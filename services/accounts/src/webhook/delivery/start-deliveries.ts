import { Terminate, type EventBus, type Logger } from '@offload/service-kit';
import { z } from 'zod';
import { createContext, type Platform } from '../../context.ts';
import { deliveryLimits, deliveryQueue, dispatchDeliveries } from './dispatch-deliveries.ts';
import { workDelivery } from './work-delivery.ts';

const deliveryMessage = z.object({ tenantId: z.uuid(), deliveryId: z.uuid(), release: z.int().positive() });

export interface Deliveries {
  /** Takes nothing new, puts back what is under way, and resolves when all of it is. */
  stop(): Promise<void>;
}

/** Lets verbs wake a dispatcher that starts after they were made. */
export interface DeliveryBell {
  ring(): void;
  onRing(listener: () => void): void;
}

export function createDeliveryBell(): DeliveryBell {
  let listener: () => void = () => undefined;
  return {
    ring: () => listener(),
    onRing: (next) => {
      listener = next;
    },
  };
}

/**
 * Releases what is due whenever it is woken, and every second, which is what finds retries and what other replicas planned; and works on what was
 * released.
 */
export async function startDeliveries(platform: Platform, bus: Pick<EventBus, 'work'>, bell: DeliveryBell, log: Logger): Promise<Deliveries> {
  const stopping = new AbortController();
  let timer: NodeJS.Timeout | undefined;
  let running: Promise<void> | undefined;
  let isDue = false;

  async function rounds(): Promise<void> {
    clearTimeout(timer);
    do {
      isDue = false;
      await dispatchDeliveries(platform, log).catch((error: unknown) => log.error({ err: error }, 'webhook deliveries could not be released'));
    } while (isDue && !stopping.signal.aborted);
    running = undefined;
    if (!stopping.signal.aborted) timer = setTimeout(wake, 1_000).unref();
  }

  function wake(): void {
    if (stopping.signal.aborted) return;
    isDue = true;
    running ??= rounds();
  }

  const working = await bus.work(deliveryQueue, { concurrency: deliveryLimits.window }, async (body, delivery) => {
    const message = deliveryMessage.safeParse(body);
    if (!message.success) throw new Terminate('not a webhook delivery');
    await workDelivery(createContext(platform, message.data.tenantId), message.data, AbortSignal.any([stopping.signal, delivery.signal]));
    // Its place is free: another of the same webhook may be waiting for it.
    wake();
  });
  bell.onRing(wake);
  wake();

  return {
    async stop() {
      stopping.abort();
      clearTimeout(timer);
      await running;
      await working.stop();
    },
  };
}
