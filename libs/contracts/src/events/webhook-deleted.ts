import { z } from 'zod';
import { defineEvent } from './event.ts';

export const webhookDeleted = defineEvent({
  type: 'offload.accounts.webhook.deleted.v1',
  description: 'A person deleted a webhook: its secret is destroyed, nothing more is delivered.',
  data: z.object({ webhookId: z.uuid() }),
});
