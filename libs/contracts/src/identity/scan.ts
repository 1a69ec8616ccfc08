import { z } from 'zod';

export const scanType = z.enum(['QUICK', 'FULL', 'INCREMENTAL']);
export type ScanType = z.infer<typeof scanType>;

export const scanTrigger = z.enum(['ACCOUNT_CONNECTED', 'MANUAL', 'SCHEDULE']);
export type ScanTrigger = z.infer<typeof scanTrigger>;

export const terminalScanStatus = z.enum(['COMPLETED', 'PARTIAL', 'FAILED', 'CANCELLED']);
export type TerminalScanStatus = z.infer<typeof terminalScanStatus>;

/** What is broadcast while a scan goes on, at most a few times a second: whoever listens reads the row itself. */
export const scanProgressed = z.object({ scanId: z.uuid(), cloudAccountId: z.uuid(), revision: z.int().nonnegative() });
export type ScanProgressed = z.infer<typeof scanProgressed>;

/** The ephemeral subject of a scan's progress. */
export const scanProgressSubject = (tenantId: string, scanId: string): string => `offload-live.scan-progressed.${tenantId}.${scanId}`;
