import { scope, scopesOfRoles, type Scope } from '@offload/contracts';
import type { ApiKeyRow } from './api-key.entity.ts';

export type ApiKeyStatus = 'ACTIVE' | 'EXPIRED' | 'REVOKED';

/** A key as its tenant sees it. */
export interface ApiKey extends Pick<ApiKeyRow, 'id' | 'name' | 'prefix' | 'createdBy' | 'createdAt' | 'expiresAt' | 'revokedAt' | 'lastUsedAt'> {
  scopes: Scope[];
  status: ApiKeyStatus;
}

/** What a key allows: its own scopes, or those of its roles. A scope that exists no longer allows nothing. */
export function scopesOfApiKey({ scopes, roles }: Pick<ApiKeyRow, 'scopes' | 'roles'>): Scope[] {
  return scopes === null ? scopesOfRoles(roles) : scope.options.filter((one) => scopes.includes(one));
}

/** Whether a key lets in at this moment. One that was revoked stays so, also after it would have expired. */
export function statusOfApiKey({ revokedAt, expiresAt }: Pick<ApiKeyRow, 'revokedAt' | 'expiresAt'>, now: Date): ApiKeyStatus {
  if (revokedAt) return 'REVOKED';
  return expiresAt && expiresAt <= now ? 'EXPIRED' : 'ACTIVE';
}

/** The row as its tenant sees it: without the hash. */
export const apiKeyOf = ({ tenantId: _tenant, keyHash: _hash, roles, scopes, ...row }: ApiKeyRow, now: Date): ApiKey => ({
  ...row,
  scopes: scopesOfApiKey({ roles, scopes }),
  status: statusOfApiKey(row, now),
});
