import { z } from 'zod';
import { terminalScanStatus } from '../identity/scan.ts';
import { defineEvent } from './event.ts';

export const scanFinished = defineEvent({
  type: 'offload.scanner.scan.finished.v1',
  description: 'A scan came to its end, well or not; what it swept is swept.',
  data: z.object({
    scanId: z.uuid(),
    cloudAccountId: z.uuid(),
    status: terminalScanStatus,
    assets: z.int().nonnegative(),
    findings: z.int().nonnegative(),
    gaps: z.int().nonnegative(),
  }),
});
