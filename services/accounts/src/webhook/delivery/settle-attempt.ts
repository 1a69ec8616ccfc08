import type { Context } from '../../context.ts';
import type { AttemptOutcome, Webhook, WebhookDisabledReason } from '../webhook.ts';
import type { ReleasedDelivery } from './delivery.repository.ts';
import { retryDelay } from './retry-delay.ts';

/** A webhook that failed for this long, with no success in between, is switched off. */
export const failsAtMostMs = 5 * 24 * 60 * 60_000;
/** And one with so many dead letters in a row. */
export const mostDeadInRow = 100;

/**
 * Writes down what an attempt came to, and what follows from it: another attempt, a dead letter, or the end of the webhook. One transaction, which,
 * as every other, touches the webhook before its deliveries: so they wait for each other, and never in a circle.
 */
export async function settleAttempt(ctx: Context, delivery: ReleasedDelivery, release: number, outcome: AttemptOutcome): Promise<void> {
  const at = ctx.now();
  const { id, webhookId } = delivery;

  await ctx.transact(async (tx) => {
    if (outcome.delivered) {
      await tx.webhooks.noteSuccess(webhookId);
      await tx.webhookDeliveries.settle(id, release, { outcome, at, status: 'DELIVERED', nextAttemptAt: null });
      return;
    }

    const webhook = await tx.webhooks.lock(webhookId);
    if (!webhook) return; // Deleted meanwhile, and the delivery with it.
    const delayMs = retryDelay(delivery.attempts + 1, outcome.code);
    const isDead = delayMs === null;
    const next = isDead || webhook.state === 'DISABLED' ? null : new Date(at.getTime() + delayMs);
    if (!(await tx.webhookDeliveries.settle(id, release, { outcome, at, status: isDead ? 'DEAD' : 'PENDING', nextAttemptAt: next }))) return;

    const failing: Webhook = { ...webhook, failingSince: webhook.failingSince ?? at, deadInRow: webhook.deadInRow + (isDead ? 1 : 0) };
    const reason = webhook.state === 'ENABLED' ? reasonToDisable(failing, outcome, at) : null;
    if (!reason) return tx.webhooks.update(failing);

    await tx.webhooks.update({ ...failing, state: 'DISABLED', disabledReason: reason, disabledAt: at, version: webhook.version + 1 });
    await tx.webhookDeliveries.park(webhookId);
    await tx.record({ act: 'webhook.disable', target: { type: 'webhook', id: webhookId }, details: { reason } });
  });
}

function reasonToDisable({ failingSince, deadInRow }: Webhook, outcome: AttemptOutcome, at: Date): WebhookDisabledReason | null {
  if (!outcome.delivered && outcome.code === 'GONE') return 'GONE';
  if (failingSince && at.getTime() - failingSince.getTime() >= failsAtMostMs) return 'FAILING';
  return deadInRow >= mostDeadInRow ? 'DEAD_LETTERS' : null;
}
