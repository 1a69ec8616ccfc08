import type { Logger } from '@offload/service-kit';
import { createContext, type Platform } from '../../context.ts';
import { DeliveryQueueRepository, type DeliveryLimits, type DeliveryMessage } from './delivery-queue.repository.ts';

/** The work queue that workers take deliveries from. */
export const deliveryQueue = 'webhook-deliveries';

/** At most 64 attempts at once: 8 of one tenant, 2 to one webhook. */
export const deliveryLimits: DeliveryLimits = { window: 64, perTenant: 8, perWebhook: 2, holdMs: 60_000 };

/**
 * One round of the dispatcher: puts what is due on the work queue. Safe on every replica at once: they take turns. What a killed process held is due
 * again when its release ends. Gives how many were released.
 */
export async function dispatchDeliveries(platform: Platform, log: Logger): Promise<number> {
  const released = await platform.database.system.transact(async (tx) => {
    const queue = new DeliveryQueueRepository(tx);
    await queue.takeTurn();
    return queue.release(platform.now(), deliveryLimits);
  });

  // After the commit: a worker that is quick must find the row released. Ending here leaves rows without messages, which come again with a later
  // release.
  await Promise.all(released.map((message) => enqueue(platform, message, log)));
  return released.length;
}

async function enqueue(platform: Platform, message: DeliveryMessage, log: Logger): Promise<void> {
  const { tenantId, deliveryId, release } = message;
  try {
    await platform.work.enqueue(deliveryQueue, { id: `${deliveryId}.${release}`, body: message });
  } catch (error) {
    log.warn({ err: error, deliveryId }, 'a webhook delivery could not be released');
    await createContext(platform, tenantId).transact(({ webhookDeliveries }) => webhookDeliveries.unrelease(deliveryId, release));
  }
}
