import { z } from 'zod';
import type { Context } from '../context.ts';
import type { Webhook } from './webhook.ts';

/** Whether a text can be an id at all: what cannot finds nothing, exactly as one that never was. */
export const isId = (text: string): boolean => z.uuid().safeParse(text).success;

/** The webhook of that id; null when the tenant has none. */
export async function findWebhook(ctx: Context, id: string): Promise<Webhook | null> {
  return isId(id) ? ctx.read(({ webhooks }) => webhooks.find(id)) : null;
}
