import type { Role } from '@offload/contracts';
import { EntitySchema } from 'typeorm';

/** A key of a partner or an operator; the key itself is not kept. */
export interface ApiKeyRow {
  tenantId: string;
  id: string;
  name: string;
  /** SHA-256 of the key, in hex: 256 random bits need no slow hash. */
  keyHash: string;
  roles: Role[];
  expiresAt: Date | null;
  revokedAt: Date | null;
  createdAt: Date;
}

export const apiKeyEntity = new EntitySchema<ApiKeyRow>({
  name: 'api_key',
  columns: {
    tenantId: { type: 'uuid', primary: true },
    id: { type: 'uuid', primary: true },
    name: { type: 'text' },
    keyHash: { type: 'text' },
    roles: { type: 'text', array: true },
    expiresAt: { type: 'timestamptz', precision: 3, nullable: true },
    revokedAt: { type: 'timestamptz', precision: 3, nullable: true },
    createdAt: { type: 'timestamptz', precision: 3 },
  },
});
