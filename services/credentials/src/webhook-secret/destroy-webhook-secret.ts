import type { Context } from '../context.ts';

/** Ends the secret of a webhook: from the commit on it signs nothing. Then destroys it. Safe to repeat, and for a webhook that has none. */
export async function endWebhookSecret(ctx: Context, webhookId: string): Promise<void> {
  await ctx.transact(({ webhookSecrets }) => webhookSecrets.setState(webhookId, 'DESTROYED'));
  await destroyWebhookSecret(ctx, webhookId);
}

/** Destroys every version of an ended secret, and forgets it. Safe to repeat; does nothing for one that has not ended. */
export async function destroyWebhookSecret(ctx: Context, webhookId: string): Promise<void> {
  const known = await ctx.read(({ webhookSecrets }) => webhookSecrets.find(webhookId));
  if (known?.state !== 'DESTROYED') return;

  await ctx.secrets.destroy({ tenantId: ctx.tenantId, cloudAccountId: known.pathId });
  await ctx.transact(async ({ webhookSecrets, record }) => {
    if (await webhookSecrets.forget(webhookId)) await record({ act: 'webhook-secret.destroy', target: { type: 'webhook', id: webhookId } });
  });
}
