import type { Context } from '../context.ts';

/** Gives up a webhook that never came about, so that its secret may be destroyed. EXISTS: it did, and the secret must stay. */
export async function abandonWebhook(ctx: Context, webhookId: string): Promise<{ outcome: 'ABANDONED' | 'EXISTS' }> {
  return { outcome: (await ctx.transact(({ webhooks }) => webhooks.abandon(webhookId))) ? 'ABANDONED' : 'EXISTS' };
}
