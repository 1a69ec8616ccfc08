import type { Secret } from '@offload/service-kit';
import { createHmac } from 'node:crypto';

/**
 * A keyed hash of a credential: 16 hex digits that tell it from another of the same tenant, and tell nothing else. Without the key nobody can
 * try guesses against it, and the same credential shows differently to two tenants.
 */
export function fingerprintOf(key: Secret, tenantId: string, serialized: Secret): string {
  return createHmac('sha256', Buffer.from(key.reveal(), 'base64'))
    .update(`${tenantId}\n`)
    .update(serialized.reveal())
    .digest('hex')
    .slice(0, 16);
}
