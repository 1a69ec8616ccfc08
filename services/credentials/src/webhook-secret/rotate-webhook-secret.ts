import type { Secret } from '@offload/service-kit';
import type { Context } from '../context.ts';
import { SecretConflict } from '../secret-store/secret-store.ts';
import { versionStaleAfterMs } from './create-webhook-secret.ts';
import { makeSecret } from './make-secret.ts';
import type { WebhookSecret } from './webhook-secret.repository.ts';

/** How long a replaced secret goes on signing beside the new one. */
export const overlapMs = 24 * 60 * 60_000;

export type WebhookSecretRotated = { secret: Secret; previousSignsUntil: Date };

/**
 * Makes another secret for a webhook, and gives it: this once. The one that it replaces signs beside it for a day; one that an earlier rotation
 * replaced signs no more, so that there are never more than two. Null when the webhook has no secret. Throws when other rotations keep coming
 * between.
 */
export async function rotateWebhookSecret(ctx: Context, webhookId: string): Promise<WebhookSecretRotated | null> {
  const known = await ctx.read(({ webhookSecrets }) => webhookSecrets.find(webhookId));
  if (!known || known.state === 'DESTROYED') return null;

  const secret = makeSecret();
  const version = await putNext(ctx, known, secret);
  if (version === null) return null;
  await ctx.faultPoint('after-webhook-secret-put');

  const now = ctx.now();
  const previousSignsUntil = new Date(now.getTime() + overlapMs);
  const isInUse = await ctx.transact(async ({ webhookSecrets }) => {
    if (!isLive(await webhookSecrets.lock(webhookId))) return false;
    await webhookSecrets.useVersion(webhookId, version, now, previousSignsUntil);
    return true;
  });
  if (isInUse) return { secret, previousSignsUntil };

  await ctx.secrets.destroy({ tenantId: ctx.tenantId, cloudAccountId: known.pathId });
  return null;
}

/** What the internal API answers. */
export const answerRotated = (rotated: WebhookSecretRotated | null) =>
  rotated
    ? { outcome: 'ROTATED' as const, secret: rotated.secret.reveal(), previousSignsUntil: rotated.previousSignsUntil.toISOString() }
    : { outcome: 'GONE' as const };

const isLive = (secret: WebhookSecret | null): boolean => secret !== null && secret.state !== 'DESTROYED';

/** Writes the next version, noted before it is written; its number, or null when the secret was destroyed meanwhile. */
async function putNext(ctx: Context, { webhookId, pathId }: WebhookSecret, secret: Secret): Promise<number | null> {
  const path = { tenantId: ctx.tenantId, cloudAccountId: pathId };
  for (let tries = 0; tries < 5; tries += 1) {
    const current = await ctx.secrets.currentVersion(path);
    const isNoted = await ctx.transact(async ({ webhookSecrets }) => {
      if (!isLive(await webhookSecrets.lock(webhookId))) return false;
      await webhookSecrets.beginVersion(webhookId, current + 1, new Date(ctx.now().getTime() + versionStaleAfterMs));
      return true;
    });
    // Nothing was ever in use: a secret whose making crashed, which the sweep takes away.
    if (!isNoted || current === 0) return null;
    try {
      return await ctx.secrets.put(path, secret, { cas: current });
    } catch (error) {
      if (!(error instanceof SecretConflict)) throw error;
    }
  }
  throw new Error('others keep rotating the same secret');
}
