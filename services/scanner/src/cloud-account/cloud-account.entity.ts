import type { CloudProvider } from '@offload/contracts';
import { EntitySchema } from 'typeorm';

/** What the scanner knows of a cloud account: a projection of the events of accounts. */
export interface CloudAccountRow {
  tenantId: string;
  id: string;
  provider: CloudProvider;
  providerAccountId: string;
  isConnected: boolean;
  /** The regions chosen for scans; null: the curated set. */
  regions: string[] | null;
  simulated: boolean;
  /** How many scans were ever planned: gives each its `scanSeq`. */
  lastScanSeq: number;
}

export const cloudAccountEntity = new EntitySchema<CloudAccountRow>({
  name: 'cloud_account',
  columns: {
    tenantId: { type: 'uuid', primary: true },
    id: { type: 'uuid', primary: true },
    provider: { type: 'text' },
    providerAccountId: { type: 'text' },
    isConnected: { type: 'boolean' },
    regions: { type: 'text', array: true, nullable: true },
    simulated: { type: 'boolean' },
    lastScanSeq: { type: 'integer' },
  },
});
