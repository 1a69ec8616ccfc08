import { hashApiKey, newId, visiblePrefixOf, type Role } from '@offload/contracts';
import type { Secret } from '@offload/service-kit';
import type { Context } from '../context.ts';

export interface EnsureTenant {
  name: string;
  /** A key to let in, with its roles. */
  apiKey?: { key: Secret; roles: Role[] };
}

/** Makes a tenant, and a first API key for it, unless they are there: the way into a new platform. */
export async function ensureTenant(ctx: Context, { name, apiKey }: EnsureTenant): Promise<void> {
  await ctx.transact(async (tx) => {
    await tx.tenants.insertIfAbsent({ tenantId: ctx.tenantId, name, createdAt: ctx.now() });
    if (!apiKey) return;
    await tx.apiKeys.insertIfAbsent({
      id: newId(),
      name: 'bootstrap',
      keyHash: hashApiKey(apiKey.key.reveal()),
      prefix: visiblePrefixOf(apiKey.key.reveal()),
      scopes: null,
      roles: apiKey.roles,
      createdBy: 'service:accounts',
      expiresAt: null,
      revokedAt: null,
      createdAt: ctx.now(),
      lastUsedAt: null,
    });
  });
}
