import { z } from 'zod';
import { scanTrigger, scanType } from '../identity/scan.ts';
import { defineEvent } from './event.ts';

export const scanQueued = defineEvent({
  type: 'offload.scanner.scan.queued.v1',
  description: 'A scan was planned; its jobs will be released.',
  data: z.object({ scanId: z.uuid(), cloudAccountId: z.uuid(), type: scanType, trigger: scanTrigger, jobs: z.int().nonnegative() }),
});
