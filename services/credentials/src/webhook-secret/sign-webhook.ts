import type { Context } from '../context.ts';
import { signatureOf, type SignedMessage } from './make-secret.ts';

/**
 * The signatures of a message, the one by the newest secret first; two for a day after a rotation. Empty when the webhook has no secret (any more).
 * The secret is read anew each time and kept nowhere, so that one that was destroyed signs nothing from that moment on.
 */
export async function signWebhook(ctx: Context, { webhookId, ...message }: SignedMessage & { webhookId: string }): Promise<string[]> {
  const { known, versions } = await ctx.read(async ({ webhookSecrets }) => ({
    known: await webhookSecrets.find(webhookId),
    versions: await webhookSecrets.signingVersions(webhookId, ctx.now()),
  }));
  if (!known || known.state === 'DESTROYED') return [];

  const path = { tenantId: ctx.tenantId, cloudAccountId: known.pathId };
  const secrets = await Promise.all(versions.map((version) => ctx.secrets.get(path, version)));
  return secrets.flatMap((secret) => (secret ? [signatureOf(secret, message)] : []));
}
