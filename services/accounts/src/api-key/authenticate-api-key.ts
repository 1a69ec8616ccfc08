import { subjectOfApiKey, type Principal } from '@offload/contracts';
import type { SystemContext } from '../context.ts';
import { scopesOfApiKey, statusOfApiKey } from './api-key.ts';

/** Somebody who came with a key. */
export interface KeyHolder {
  principal: Principal;
  /** Null: never. */
  expiresAt: Date | null;
}

/** Who a key belongs to, by its hash; null when it is unknown, revoked or expired. That it was used is written down behind the answer. */
export async function authenticateApiKey(ctx: SystemContext, keyHash: string): Promise<KeyHolder | null> {
  const key = await ctx.apiKeys.byHash(keyHash);
  const now = ctx.now();
  if (!key || statusOfApiKey(key, now) !== 'ACTIVE') return null;

  ctx.keyUse.note(key, now);
  const { tenantId, id, roles, expiresAt } = key;
  return { principal: { tenantId, subject: subjectOfApiKey(id), roles, scopes: scopesOfApiKey(key) }, expiresAt };
}
