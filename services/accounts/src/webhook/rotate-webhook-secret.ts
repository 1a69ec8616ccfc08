import { err, ok, type Result } from '@offload/service-kit';
import type { Context } from '../context.ts';
import { findWebhook } from './find-webhook.ts';
import { webhookNotFound, type WebhookNotFound } from './webhook.errors.ts';
import type { Webhook } from './webhook.ts';

export interface WebhookSecretRotated {
  kind: 'WebhookSecretRotated';
  webhook: Webhook;
  /** Shown this once. */
  secret: string;
  previousSignsUntil: Date;
}

/**
 * Gives a webhook another secret. Both sign for a day, so that the receiver can take its time; credentials is the truth, the row only shows until
 * when.
 */
export async function rotateWebhookSecret(ctx: Context, id: string): Promise<Result<WebhookSecretRotated, WebhookNotFound>> {
  if (!(await findWebhook(ctx, id))) return err(webhookNotFound);

  const rotated = await ctx.credentials.rotateWebhookSecret({ webhookId: id }, { tenantId: ctx.tenantId });
  if (rotated.outcome === 'GONE') return err(webhookNotFound);
  const previousSignsUntil = new Date(rotated.previousSignsUntil);

  return ctx.transact<Result<WebhookSecretRotated, WebhookNotFound>>(async (tx) => {
    const known = await tx.webhooks.lock(id);
    if (!known) return err(webhookNotFound);
    const webhook: Webhook = { ...known, previousSecretUntil: previousSignsUntil, version: known.version + 1 };
    await tx.webhooks.update(webhook);
    await tx.record({ act: 'webhook.rotate-secret', target: { type: 'webhook', id } });
    return ok({ kind: 'WebhookSecretRotated', webhook, secret: rotated.secret, previousSignsUntil });
  });
}
