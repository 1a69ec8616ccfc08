import { EntitySchema } from 'typeorm';
import type { GapReason } from '../collection/collection.ts';

/** Something that a job of a scan could not see. */
export interface GapRow {
  tenantId: string;
  jobId: string;
  scanId: string;
  region: string;
  action: string;
  reason: GapReason;
  message: string;
  resourceTypes: string[];
}

export const gapEntity = new EntitySchema<GapRow>({
  name: 'gap',
  columns: {
    tenantId: { type: 'uuid', primary: true },
    jobId: { type: 'uuid', primary: true },
    region: { type: 'text', primary: true },
    action: { type: 'text', primary: true },
    reason: { type: 'text', primary: true },
    scanId: { type: 'uuid' },
    message: { type: 'text' },
    resourceTypes: { type: 'text', array: true },
  },
});
