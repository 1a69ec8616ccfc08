import { err, ok, type Result } from '@offload/service-kit';
import type { Context } from '../context.ts';
import { isId } from './find-webhook.ts';
import { deliveryNotFound, webhookIsDisabled, type WebhookIsDisabled, type WebhookNotFound } from './webhook.errors.ts';
import type { WebhookDelivery } from './webhook.ts';

/**
 * Delivers something again, at once: a dead letter, or what arrived and was lost there. It is the same message under the same id, with its attempts
 * counted from the start. One that is pending is only brought forward.
 */
export async function replayWebhookDelivery(ctx: Context, id: string): Promise<Result<WebhookDelivery, WebhookNotFound | WebhookIsDisabled>> {
  if (!isId(id)) return err(deliveryNotFound);
  const replayed = await ctx.transact<Result<WebhookDelivery, WebhookNotFound | WebhookIsDisabled>>(async (tx) => {
    const known = await tx.webhookDeliveries.find(id);
    const webhook = known && (await tx.webhooks.lock(known.webhookId));
    if (!known || !webhook) return err(deliveryNotFound);
    if (webhook.state !== 'ENABLED') return err(webhookIsDisabled);

    const delivery = await tx.webhookDeliveries.replay(id, ctx.now());
    if (!delivery) return err(deliveryNotFound);
    await tx.record({ act: 'webhook.replay', target: { type: 'webhook', id: webhook.id }, details: { deliveryId: id } });
    return ok(delivery);
  });
  ctx.wakeDeliveries();
  return replayed;
}
