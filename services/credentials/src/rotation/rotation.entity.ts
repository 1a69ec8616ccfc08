import { EntitySchema } from 'typeorm';
import type { RetiredSecret, Successor } from './successor.ts';

export const successorEntity = new EntitySchema<Successor & { tenantId: string }>({
  name: 'credential_successor',
  columns: {
    tenantId: { type: 'uuid', primary: true },
    cloudAccountId: { type: 'uuid', primary: true },
    rotationId: { type: 'uuid' },
    kind: { type: 'text' },
    secretVersion: { type: 'integer' },
    fingerprint: { type: 'text' },
    issuedAt: { type: 'timestamptz', precision: 3, nullable: true },
    test: { type: 'jsonb' },
    status: { type: 'text' },
    begunAt: { type: 'timestamptz', precision: 3 },
    sealedAt: { type: 'timestamptz', precision: 3, nullable: true },
  },
});

export const retiredSecretEntity = new EntitySchema<RetiredSecret & { tenantId: string }>({
  name: 'retired_secret',
  columns: {
    tenantId: { type: 'uuid', primary: true },
    cloudAccountId: { type: 'uuid', primary: true },
    version: { type: 'integer', primary: true },
    until: { type: 'timestamptz', precision: 3 },
  },
});
