import { subjectOfApiKey } from '@offload/contracts';
import { err, ok, type Result } from '@offload/service-kit';
import { z } from 'zod';
import type { Context } from '../context.ts';
import { notFound, type NotFound } from './api-key.errors.ts';
import { apiKeyOf, type ApiKey } from './api-key.ts';

/**
 * Ends an API key and every key that it made: gateways let neither in three seconds later, and end what they have open of them. Again answers as once. Keys that a
 * key made cannot make others, so one step reaches all.
 */
export async function revokeApiKey(ctx: Context, id: string): Promise<Result<ApiKey, NotFound>> {
  if (!z.uuid().safeParse(id).success) return err(notFound);

  return ctx.transact(async (tx) => {
    const key = await tx.apiKeys.lock(id);
    if (!key) return err(notFound);
    const now = ctx.now();
    if (key.revokedAt) return ok(apiKeyOf(key, now));

    const made = await tx.apiKeys.lockMadeBy(subjectOfApiKey(id));
    await tx.apiKeys.revoke([id, ...made.map((one) => one.id)], now);
    await tx.record({ act: 'api-key.revoke', target: { type: 'api-key', id } });
    for (const one of made) await tx.record({ act: 'api-key.revoke', target: { type: 'api-key', id: one.id }, details: { madeBy: id } });
    return ok(apiKeyOf({ ...key, revokedAt: now }, now));
  });
}
