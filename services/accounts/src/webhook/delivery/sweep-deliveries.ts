import type { Platform } from '../../context.ts';
import { DeliveryQueueRepository } from './delivery-queue.repository.ts';

/** How long deliveries are kept, whatever became of them. */
const keptMs = 30 * 24 * 60 * 60_000;
/** How old what never became a webhook must be: longer than any call takes. */
const unfulfilledMs = 60 * 60_000;
const batch = 10_000;

/** Deletes old deliveries, and what crashes left of webhooks that were being made. Gives how many. */
export async function sweepDeliveries({ database, now }: Platform): Promise<number> {
  const time = now().getTime();
  return database.system.transact(async (tx) => {
    const queue = new DeliveryQueueRepository(tx);
    return (await queue.deleteOld(new Date(time - keptMs), batch)) + (await queue.deleteUnfulfilled(new Date(time - unfulfilledMs)));
  });
}
