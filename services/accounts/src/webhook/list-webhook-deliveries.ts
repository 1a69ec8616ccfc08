import { connectionOf, pageRequest, type Connection, type PageArguments } from '@offload/service-kit';
import { z } from 'zod';
import type { Context } from '../context.ts';
import type { DeliveryKey, DeliverySelection } from './delivery/delivery.repository.ts';
import type { WebhookDelivery } from './webhook.ts';

const key = z.tuple([z.iso.datetime(), z.uuid()]) as unknown as z.ZodType<DeliveryKey>;

/** A page of what was, or is to be, delivered to a webhook, newest first. Throws BAD_USER_INPUT for a page that cannot be. */
export async function listWebhookDeliveries(
  ctx: Context,
  webhookId: string,
  args: PageArguments,
  selection: DeliverySelection,
): Promise<Connection<WebhookDelivery>> {
  const page = pageRequest(args, { list: 'webhook-deliveries', key });
  const rows = await ctx.read(({ webhookDeliveries }) => webhookDeliveries.page(webhookId, selection, page));
  return connectionOf(rows, page, ({ createdAt, id }): DeliveryKey => [createdAt.toISOString(), id], {
    totalCount: () => ctx.read(({ webhookDeliveries }) => webhookDeliveries.count(webhookId, selection)),
  });
}
