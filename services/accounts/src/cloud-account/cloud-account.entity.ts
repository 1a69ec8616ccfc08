import { EntitySchema } from 'typeorm';
import type { CloudAccount } from './cloud-account.ts';

export type CloudAccountRow = CloudAccount & { tenantId: string };

export const cloudAccountEntity = new EntitySchema<CloudAccountRow>({
  name: 'cloud_account',
  columns: {
    tenantId: { type: 'uuid', primary: true },
    id: { type: 'uuid', primary: true },
    name: { type: 'text' },
    provider: { type: 'text' },
    providerAccountId: { type: 'text' },
    status: { type: 'text' },
    credentialId: { type: 'uuid' },
    regions: { type: 'text', array: true, nullable: true },
    simulated: { type: 'boolean' },
    idempotencyKey: { type: 'text', nullable: true },
    version: { type: 'integer' },
    connectedAt: { type: 'timestamptz', precision: 3 },
    disconnectedAt: { type: 'timestamptz', precision: 3, nullable: true },
  },
});
