import { z } from 'zod';
import { defineEvent } from './event.ts';

export const cloudAccountDisconnected = defineEvent({
  type: 'offload.accounts.cloud-account.disconnected.v1',
  description: 'A person ended the access to an account: its credential is destroyed, its scans are cancelled.',
  data: z.object({ cloudAccountId: z.uuid() }),
});
