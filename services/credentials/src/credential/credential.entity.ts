import { EntitySchema } from 'typeorm';
import type { Credential, StoredConnectionTest } from './credential.ts';

export type CredentialRow = Credential & { tenantId: string };

export const credentialEntity = new EntitySchema<CredentialRow>({
  name: 'credential',
  columns: {
    tenantId: { type: 'uuid', primary: true },
    id: { type: 'uuid', primary: true },
    cloudAccountId: { type: 'uuid' },
    kind: { type: 'text' },
    state: { type: 'text' },
    secretVersion: { type: 'integer', nullable: true },
    fingerprint: { type: 'text', nullable: true },
    providerAccountId: { type: 'text', nullable: true },
    simulated: { type: 'boolean' },
    acceptPartialAccess: { type: 'boolean' },
    regions: { type: 'text', array: true, nullable: true },
    createdAt: { type: 'timestamptz', precision: 3 },
    issuedAt: { type: 'timestamptz', precision: 3, nullable: true },
    rotationId: { type: 'uuid', nullable: true },
    toldRotation: { type: 'text', nullable: true },
    version: { type: 'integer' },
    nextTestAt: { type: 'timestamptz', precision: 3 },
    lastVerifiedAt: { type: 'timestamptz', precision: 3, nullable: true },
    leaseExpiresAt: { type: 'timestamptz', precision: 3, nullable: true },
  },
});

export type ConnectionTestRow = StoredConnectionTest & { tenantId: string };

export const connectionTestEntity = new EntitySchema<ConnectionTestRow>({
  name: 'connection_test',
  columns: {
    tenantId: { type: 'uuid', primary: true },
    cloudAccountId: { type: 'uuid', primary: true },
    test: { type: 'jsonb' },
    status: { type: 'text' },
    version: { type: 'integer' },
  },
});
