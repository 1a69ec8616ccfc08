import { newId, type CloudEvent } from '@offload/contracts';
import type { TransactionRepositories } from '../../context.ts';
import { messageOf } from '../webhook-event.ts';

/** Plans the delivery of an event to every webhook of its tenant that is told of it, in the transaction that hears it. Gives how many. */
export async function planDeliveries(
  tx: Pick<TransactionRepositories, 'webhooks' | 'webhookDeliveries'>,
  envelope: CloudEvent,
  now: Date,
): Promise<number> {
  const message = messageOf(envelope);
  if (!message) return 0;

  const hearing = await tx.webhooks.hearing(message.event, message.cloudAccountId);
  for (const { id: webhookId } of hearing) {
    const { event, body } = message;
    await tx.webhookDeliveries.insert({ id: newId(), webhookId, eventId: envelope.id, event, body, createdAt: now });
  }
  return hearing.length;
}
