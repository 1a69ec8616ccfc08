import { createContext, type Context, type Platform } from '../context.ts';
import { destroyWebhookSecret, endWebhookSecret } from './destroy-webhook-secret.ts';
import { leftBehindWebhookSecrets, type LeftBehindWebhookSecret } from './webhook-secret.repository.ts';

const batch = 100;

/**
 * Looks after the secrets of webhooks: a version that is due is destroyed; an unclaimed secret is destroyed only after accounts, asked to give the
 * webhook up, answered that it did, and is claimed when the webhook came to be; one that has ended is destroyed if the store was away. Gives how many
 * were settled.
 */
export async function sweepWebhookSecrets(platform: Platform, { unclaimedAfterMs }: { unclaimedAfterMs: number }): Promise<number> {
  const now = platform.now();
  let settled = 0;

  for (const left of await leftBehindWebhookSecrets(platform.database.system, new Date(now.getTime() - unclaimedAfterMs), now, batch)) {
    const { tenantId, webhookId } = left;
    try {
      await settle(createContext(platform, tenantId), left);
      settled += 1;
    } catch (error) {
      platform.log.warn({ err: error, webhookId, tenantId }, 'the secret of a webhook waits: accounts or the secret store gave no answer');
    }
  }
  return settled;
}

async function settle(ctx: Context, { webhookId, pathId, state, version }: LeftBehindWebhookSecret): Promise<void> {
  if (version !== null) {
    await ctx.secrets.destroyVersion({ tenantId: ctx.tenantId, cloudAccountId: pathId }, version);
    return ctx.transact(({ webhookSecrets }) => webhookSecrets.forgetVersion(webhookId, version));
  }
  if (state === 'DESTROYED') return destroyWebhookSecret(ctx, webhookId);

  const { outcome } = await ctx.accounts.abandonWebhook({ webhookId }, { tenantId: ctx.tenantId });
  if (outcome === 'ABANDONED') return endWebhookSecret(ctx, webhookId);
  await ctx.transact(async ({ webhookSecrets }) => {
    if ((await webhookSecrets.lock(webhookId))?.state === 'UNCLAIMED') await webhookSecrets.setState(webhookId, 'ACTIVE');
  });
}
