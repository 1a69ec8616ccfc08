import { scopesOfRoles, type Principal } from '@offload/contracts';
import type { SystemContext } from '../context.ts';

/** Who a key belongs to, by its hash; null when it is unknown, revoked or expired. */
export async function authenticateApiKey(ctx: SystemContext, keyHash: string): Promise<Principal | null> {
  const key = await ctx.apiKeys.byHash(keyHash);
  if (!key || key.revokedAt || (key.expiresAt && key.expiresAt <= ctx.now())) return null;
  return { tenantId: key.tenantId, subject: `api-key:${key.id}`, roles: key.roles, scopes: scopesOfRoles(key.roles) };
}
