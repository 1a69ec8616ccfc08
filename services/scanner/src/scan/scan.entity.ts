import type { ScanTrigger, ScanType, TerminalScanStatus } from '@offload/contracts';
import { EntitySchema } from 'typeorm';

export type ScanStatus = 'QUEUED' | 'RUNNING' | TerminalScanStatus;

export interface ScanRow {
  tenantId: string;
  id: string;
  cloudAccountId: string;
  type: ScanType;
  status: ScanStatus;
  trigger: ScanTrigger;
  /** Counts the scans of the account: what an older one saw never overwrites what a newer one saw. */
  scanSeq: number;
  regions: string[];
  /** Goes up with every change that a watcher would see. */
  revision: number;
  queuedAt: Date;
  startedAt: Date | null;
  finishedAt: Date | null;
}

/** Whether a scan has come to its end. */
export const isTerminal = (status: ScanStatus): status is TerminalScanStatus => status !== 'QUEUED' && status !== 'RUNNING';

export const scanEntity = new EntitySchema<ScanRow>({
  name: 'scan',
  columns: {
    tenantId: { type: 'uuid', primary: true },
    id: { type: 'uuid', primary: true },
    cloudAccountId: { type: 'uuid' },
    type: { type: 'text' },
    status: { type: 'text' },
    trigger: { type: 'text' },
    scanSeq: { type: 'integer' },
    regions: { type: 'text', array: true },
    revision: { type: 'integer' },
    queuedAt: { type: 'timestamptz', precision: 3 },
    startedAt: { type: 'timestamptz', precision: 3, nullable: true },
    finishedAt: { type: 'timestamptz', precision: 3, nullable: true },
  },
});
