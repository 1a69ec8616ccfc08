import { webhookDeleted } from '@offload/contracts';
import { err, ok, type Result } from '@offload/service-kit';
import type { Context } from '../context.ts';
import { isId } from './find-webhook.ts';
import { webhookNotFound, type WebhookNotFound } from './webhook.errors.ts';

export interface WebhookDeleted {
  kind: 'WebhookDeleted';
  id: string;
}

/** Deletes a webhook with its deliveries, and says so: credentials destroys its secret. An attempt that is under way may still arrive. */
export async function deleteWebhook(ctx: Context, id: string): Promise<Result<WebhookDeleted, WebhookNotFound>> {
  if (!isId(id)) return err(webhookNotFound);
  return ctx.transact<Result<WebhookDeleted, WebhookNotFound>>(async (tx) => {
    const webhook = await tx.webhooks.lock(id);
    if (!webhook) return err(webhookNotFound);

    await tx.webhooks.delete(id);
    await tx.publish(webhookDeleted, { aggregateId: id, aggregateVersion: webhook.version + 1, data: { webhookId: id } });
    await tx.record({ act: 'webhook.delete', target: { type: 'webhook', id } });
    return ok({ kind: 'WebhookDeleted', id });
  });
}
