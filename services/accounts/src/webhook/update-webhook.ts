import { err, ok, type Result } from '@offload/service-kit';
import type { Context } from '../context.ts';
import { canonicalUrl, checkWebhookInput, type WebhookInput } from './check-webhook-input.ts';
import { findUnknownAccount } from './create-webhook.ts';
import { isId } from './find-webhook.ts';
import { webhookNotFound, type InvalidWebhookInput, type WebhookNotFound } from './webhook.errors.ts';
import type { Webhook } from './webhook.ts';

export interface UpdateWebhook extends WebhookInput {
  enabled?: boolean | null;
}

/**
 * Changes what is said, and leaves the rest; `cloudAccountIds` null means all accounts. What waited is tried at once, anew, when the webhook is
 * enabled; another URL, too, begins with no failures.
 */
export async function updateWebhook(ctx: Context, id: string, input: UpdateWebhook): Promise<Result<Webhook, InvalidWebhookInput | WebhookNotFound>> {
  const malformed = checkWebhookInput(ctx.egress, input);
  if (malformed) return err(malformed);
  if (!isId(id)) return err(webhookNotFound);

  const updated = await ctx.transact<Result<Webhook, InvalidWebhookInput | WebhookNotFound>>(async (tx) => {
    const known = await tx.webhooks.lock(id);
    if (!known) return err(webhookNotFound);
    const webhook = changed(known, input, ctx.now());
    const unknown = await findUnknownAccount(tx, input.cloudAccountIds ? webhook.cloudAccountIds : null);
    if (unknown) return err(unknown);

    await tx.webhooks.update(webhook);
    if (known.state !== webhook.state)
      await (webhook.state === 'ENABLED' ? tx.webhookDeliveries.unpark(id, ctx.now()) : tx.webhookDeliveries.park(id));
    await tx.record({ act: 'webhook.update', target: { type: 'webhook', id }, details: { enabled: webhook.state === 'ENABLED' } });
    return ok(webhook);
  });
  ctx.wakeDeliveries();
  return updated;
}

function changed(known: Webhook, { name, url, events, cloudAccountIds, enabled }: UpdateWebhook, now: Date): Webhook {
  const webhook: Webhook = {
    ...known,
    version: known.version + 1,
    ...(name != null && { name: name.trim() }),
    ...(url != null && { url: canonicalUrl(url) }),
    ...(events != null && { events: [...new Set(events)] }),
    ...(cloudAccountIds !== undefined && { cloudAccountIds: cloudAccountIds === null ? null : [...new Set(cloudAccountIds)] }),
  };
  const well = { failingSince: null, deadInRow: 0 };
  if (enabled === false && known.state === 'ENABLED') return { ...webhook, state: 'DISABLED', disabledReason: 'REQUESTED', disabledAt: now };
  if (enabled === true && known.state === 'DISABLED') return { ...webhook, ...well, state: 'ENABLED', disabledReason: null, disabledAt: null };
  return webhook.url === known.url ? webhook : { ...webhook, ...well };
}
