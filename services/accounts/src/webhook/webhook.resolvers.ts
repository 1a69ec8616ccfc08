import type { PageArguments, Resolvers, Result } from '@offload/service-kit';
import type { Context } from '../context.ts';
import { createWebhook, type CreateWebhook } from './create-webhook.ts';
import { deleteWebhook } from './delete-webhook.ts';
import type { DeliverySelection } from './delivery/delivery.repository.ts';
import { findWebhook } from './find-webhook.ts';
import { listWebhookDeliveries } from './list-webhook-deliveries.ts';
import { replayWebhookDelivery } from './replay-webhook-delivery.ts';
import { rotateWebhookSecret } from './rotate-webhook-secret.ts';
import { testWebhook, type WebhookTested } from './test-webhook.ts';
import { updateWebhook, type UpdateWebhook } from './update-webhook.ts';
import type { Webhook } from './webhook.ts';

const answer = (result: Result<object, object>, typeName?: string): object =>
  result.ok ? { ...(typeName && { __typename: typeName }), ...result.value } : result.error;

export const webhookResolvers: Resolvers = {
  Query: {
    webhooks: (_root: unknown, _args: unknown, ctx: Context) => ctx.read(({ webhooks }) => webhooks.list()),
    webhook: (_root: unknown, { id }: { id: string }, ctx: Context) => findWebhook(ctx, id),
  },
  Mutation: {
    createWebhook: async (_root: unknown, { input }: { input: CreateWebhook }, ctx: Context) => answer(await createWebhook(ctx, input)),
    updateWebhook: async (_root: unknown, { id, input }: { id: string; input: UpdateWebhook }, ctx: Context) =>
      answer(await updateWebhook(ctx, id, input), 'Webhook'),
    rotateWebhookSecret: async (_root: unknown, { id }: { id: string }, ctx: Context) => answer(await rotateWebhookSecret(ctx, id)),
    deleteWebhook: async (_root: unknown, { id }: { id: string }, ctx: Context) => answer(await deleteWebhook(ctx, id)),
    testWebhook: async (_root: unknown, { id }: { id: string }, ctx: Context) => answer(await testWebhook(ctx, id)),
    replayWebhookDelivery: async (_root: unknown, { id }: { id: string }, ctx: Context) =>
      answer(await replayWebhookDelivery(ctx, id), 'WebhookDelivery'),
  },
  Webhook: {
    status: ({ state }: Webhook) => state,
    deliveries: ({ id }: Webhook, { filter, ...page }: PageArguments & { filter?: DeliverySelection | null }, ctx: Context) =>
      listWebhookDeliveries(ctx, id, page, filter ?? {}),
  },
  WebhookTested: {
    delivered: ({ outcome }: WebhookTested) => outcome.delivered,
    responseStatus: ({ outcome }: WebhookTested) => outcome.responseStatus,
    failureCode: ({ outcome }: WebhookTested) => (outcome.delivered ? null : outcome.code),
    failure: ({ outcome }: WebhookTested) => (outcome.delivered ? null : outcome.failure),
  },
};
