import { metrics } from '@offload/service-kit';
import type { Context } from '../../context.ts';
import { sendMessage } from './send-message.ts';
import { settleAttempt } from './settle-attempt.ts';

const attemptsTotal = metrics.counter({
  name: 'webhook_attempts_total',
  help: 'Attempts to deliver to a webhook, by what they came to',
  labels: ['outcome'],
});

/** When a message that could not be signed is tried again. */
const unsignedDelayMs = 30_000;

/**
 * Makes the attempt that a message of the work queue names, unless that is over. A process that is killed between the receiver's answer and the
 * commit delivers again, under the same id: at least once is what is promised.
 */
export async function workDelivery(
  ctx: Context,
  { deliveryId, release }: { deliveryId: string; release: number },
  signal: AbortSignal,
): Promise<void> {
  const delivery = await ctx.read(({ webhookDeliveries }) => webhookDeliveries.released(deliveryId, release, ctx.now()));
  if (!delivery) return;

  const outcome = await sendMessage(ctx, { id: delivery.webhookId, url: delivery.url }, delivery, signal);
  attemptsTotal.inc({ outcome: outcome === 'NOT_SENT' ? outcome : outcome.delivered ? 'DELIVERED' : outcome.code });
  if (outcome === 'NOT_SENT') {
    // Nothing is known of the receiver: it is not an attempt.
    const again = new Date(ctx.now().getTime() + (signal.aborted ? 0 : unsignedDelayMs));
    return ctx.transact(async ({ webhooks, webhookDeliveries }) => {
      const webhook = await webhooks.lock(delivery.webhookId);
      await webhookDeliveries.putBack(deliveryId, release, webhook?.state === 'ENABLED' ? again : null);
    });
  }
  await ctx.faultPoint('after-webhook-sent');
  await settleAttempt(ctx, delivery, release, outcome);
}
