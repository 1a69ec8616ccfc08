import { newId } from '@offload/contracts';
import { err, ok, OutageError, type Result } from '@offload/service-kit';
import type { Context } from '../context.ts';
import { sendMessage } from './delivery/send-message.ts';
import { findWebhook } from './find-webhook.ts';
import { webhookNotFound, type WebhookNotFound } from './webhook.errors.ts';
import { writeBody } from './webhook-event.ts';
import type { AttemptOutcome } from './webhook.ts';

export interface WebhookTested {
  kind: 'WebhookTested';
  outcome: AttemptOutcome;
  durationMs: number;
}

/** Sends a `ping` to a webhook, enabled or not, at once and once, and tells what came of it. It is no delivery: nothing is kept or tried again. */
export async function testWebhook(ctx: Context, id: string): Promise<Result<WebhookTested, WebhookNotFound>> {
  const webhook = await findWebhook(ctx, id);
  if (!webhook) return err(webhookNotFound);

  const message = newId();
  const body = writeBody({ type: 'ping', id: message, time: ctx.now().toISOString(), tenantId: ctx.tenantId, data: { webhookId: id } });
  const began = performance.now();
  const outcome = await sendMessage(ctx, webhook, { id: message, body });
  const durationMs = Math.round(performance.now() - began);
  if (outcome === 'NOT_SENT') throw unsigned();

  await ctx.transact(({ record }) => record({ act: 'webhook.test', target: { type: 'webhook', id }, details: { delivered: outcome.delivered } }));
  return ok({ kind: 'WebhookTested', outcome, durationMs });
}

const unsigned = (): OutageError =>
  new OutageError('SECRET_STORE_UNAVAILABLE', 'The ping could not be signed: the secret store gives no answer', 'Try again in a minute');
