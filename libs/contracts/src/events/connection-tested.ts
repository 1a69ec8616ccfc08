import { z } from 'zod';
import { connectedStatus } from '../identity/cloud-account.ts';
import { connectionFailureCode } from '../identity/connection-test.ts';
import { defineEvent } from './event.ts';

export const connectionTested = defineEvent({
  type: 'offload.credentials.connection.tested.v1',
  description: 'A connected account was tested again; the status follows from what the test found.',
  data: z.object({
    cloudAccountId: z.uuid(),
    ok: z.boolean(),
    status: connectedStatus,
    /** What it was before; events of earlier versions of the platform do not say. */
    previousStatus: connectedStatus.optional(),
    code: connectionFailureCode.nullable(),
  }),
});
