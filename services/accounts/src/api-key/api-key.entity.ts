import type { Role } from '@offload/contracts';
import { EntitySchema } from 'typeorm';

/** A key of a partner or an operator; the key itself is not kept. */
export interface ApiKeyRow {
  tenantId: string;
  id: string;
  name: string;
  /** SHA-256 of the key, in hex: 256 random bits need no slow hash. */
  keyHash: string;
  /** The first characters of the key; null where they were not kept. */
  prefix: string | null;
  /** Null: those of the roles. */
  scopes: string[] | null;
  /** Of keys that operators let in; none for the others. */
  roles: Role[];
  createdBy: string;
  createdAt: Date;
  /** Null for keys that operators let in. */
  expiresAt: Date | null;
  revokedAt: Date | null;
  lastUsedAt: Date | null;
}

export const apiKeyEntity = new EntitySchema<ApiKeyRow>({
  name: 'api_key',
  columns: {
    tenantId: { type: 'uuid', primary: true },
    id: { type: 'uuid', primary: true },
    name: { type: 'text' },
    keyHash: { type: 'text' },
    prefix: { type: 'text', nullable: true },
    scopes: { type: 'text', array: true, nullable: true },
    roles: { type: 'text', array: true },
    createdBy: { type: 'text' },
    createdAt: { type: 'timestamptz', precision: 3 },
    expiresAt: { type: 'timestamptz', precision: 3, nullable: true },
    revokedAt: { type: 'timestamptz', precision: 3, nullable: true },
    lastUsedAt: { type: 'timestamptz', precision: 3, nullable: true },
  },
});
