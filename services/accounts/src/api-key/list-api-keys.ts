import type { Context } from '../context.ts';
import { apiKeyOf, type ApiKey } from './api-key.ts';

const endedShown = 100;

/** The tenant's active keys, of which there are few, and the hundred made last of those that have ended. */
export async function listApiKeys(ctx: Context): Promise<ApiKey[]> {
  const now = ctx.now();
  const rows = await ctx.read(({ apiKeys }) => apiKeys.list(now, { ended: endedShown }));
  return rows.map((row) => apiKeyOf(row, now));
}
