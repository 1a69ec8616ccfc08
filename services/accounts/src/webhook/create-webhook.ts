import { newId } from '@offload/contracts';
import { err, ok, type Result } from '@offload/service-kit';
import type { Context, ReadRepositories } from '../context.ts';
import { canonicalUrl, checkWebhookInput, unknownAccount, type WebhookInput } from './check-webhook-input.ts';
import { limitReached, type InvalidWebhookInput, type WebhookLimitReached } from './webhook.errors.ts';
import { mostWebhooks, type Webhook } from './webhook.ts';

export interface WebhookCreated {
  kind: 'WebhookCreated';
  webhook: Webhook;
  /** Shown this once; it is kept nowhere but in credentials, sealed. */
  secret: string;
}

export type CreateWebhook = WebhookInput & Required<Pick<WebhookInput, 'name' | 'url' | 'events'>>;

/**
 * Makes a webhook, enabled. Its row is there first, seen by nobody, then its secret, then it is a webhook: a crash in between leaves what is swept on
 * both sides, and a secret that nobody has signs nothing.
 */
export async function createWebhook(ctx: Context, input: CreateWebhook): Promise<Result<WebhookCreated, InvalidWebhookInput | WebhookLimitReached>> {
  const malformed = checkWebhookInput(ctx.egress, input);
  if (malformed) return err(malformed);

  const webhook: Webhook = {
    id: newId(),
    name: input.name!.trim(),
    url: canonicalUrl(input.url!),
    events: [...new Set(input.events)],
    cloudAccountIds: input.cloudAccountIds ? [...new Set(input.cloudAccountIds)] : null,
    state: 'PENDING',
    disabledReason: null,
    disabledAt: null,
    previousSecretUntil: null,
    failingSince: null,
    deadInRow: 0,
    version: 1,
    createdAt: ctx.now(),
  };
  const begun = await ctx.transact<Result<null, InvalidWebhookInput | WebhookLimitReached>>(async (tx) => {
    const unknown = await findUnknownAccount(tx, webhook.cloudAccountIds);
    if (unknown) return err(unknown);
    if ((await tx.webhooks.countAll()) >= mostWebhooks) return err(limitReached);
    await tx.webhooks.insert(webhook);
    return ok(null);
  });
  if (!begun.ok) return begun;
  await ctx.faultPoint('after-webhook-row');

  const secret = await makeSecret(ctx, webhook.id);
  await ctx.faultPoint('after-webhook-secret');

  await ctx.transact(async (tx) => {
    if (!(await tx.webhooks.fulfil(webhook.id))) throw new Error('the webhook was given up while its secret was made');
    await tx.record({ act: 'webhook.create', target: { type: 'webhook', id: webhook.id }, details: { events: webhook.events.length } });
  });
  return ok({ kind: 'WebhookCreated', webhook: { ...webhook, state: 'ENABLED' }, secret });
}

/** The first of the ids that is no account of the tenant. */
export async function findUnknownAccount(
  { cloudAccounts }: Pick<ReadRepositories, 'cloudAccounts'>,
  ids: readonly string[] | null,
): Promise<InvalidWebhookInput | undefined> {
  if (!ids) return undefined;
  const known = new Set((await cloudAccounts.byIds(ids)).map(({ id }) => id));
  const wrong = ids.findIndex((id) => !known.has(id.toLowerCase()));
  return wrong < 0 ? undefined : unknownAccount(wrong);
}

/** Without a secret there is no webhook: what was begun is given up, so that it does not count. */
async function makeSecret(ctx: Context, webhookId: string): Promise<string> {
  try {
    return (await ctx.credentials.createWebhookSecret({ webhookId }, { tenantId: ctx.tenantId })).secret;
  } catch (error) {
    await ctx.transact(({ webhooks }) => webhooks.abandon(webhookId));
    throw error;
  }
}
