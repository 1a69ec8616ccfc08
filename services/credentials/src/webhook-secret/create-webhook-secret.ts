import { newId } from '@offload/contracts';
import type { Secret } from '@offload/service-kit';
import type { Context } from '../context.ts';
import { endWebhookSecret } from './destroy-webhook-secret.ts';
import { makeSecret } from './make-secret.ts';

/** How long a version may lie in the store without being taken into use: longer than any call takes. */
export const versionStaleAfterMs = 15 * 60_000;

/**
 * Makes and seals the secret of a webhook that is coming to be, and gives it: this once. Its row comes first, unclaimed, so that whatever a crash
 * leaves is found by the sweep. Throws when the webhook has a secret already.
 */
export async function createWebhookSecret(ctx: Context, webhookId: string): Promise<Secret> {
  const pathId = newId();
  const createdAt = ctx.now();
  await ctx.transact(async ({ webhookSecrets }) => {
    await webhookSecrets.insert({ webhookId, pathId, state: 'UNCLAIMED', createdAt });
    await webhookSecrets.beginVersion(webhookId, 1, new Date(createdAt.getTime() + versionStaleAfterMs));
  });
  await ctx.faultPoint('after-webhook-secret-row');

  const secret = makeSecret();
  const version = await ctx.secrets.put({ tenantId: ctx.tenantId, cloudAccountId: pathId }, secret, { cas: 0 });
  await ctx.faultPoint('after-webhook-secret-put');

  const isInUse = await ctx.transact(async ({ webhookSecrets }) => {
    if ((await webhookSecrets.lock(webhookId))?.state !== 'UNCLAIMED') return false;
    await webhookSecrets.useVersion(webhookId, version, ctx.now(), ctx.now());
    return true;
  });
  if (isInUse) return secret;

  // The sweep was quicker: what was written after it must go as well.
  await ctx.secrets.destroy({ tenantId: ctx.tenantId, cloudAccountId: pathId });
  await endWebhookSecret(ctx, webhookId);
  throw new Error('the webhook was given up while its secret was made');
}
