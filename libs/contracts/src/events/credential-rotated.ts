import { z } from 'zod';
import { defineEvent } from './event.ts';

export const credentialRotated = defineEvent({
  type: 'offload.credentials.credential.rotated.v1',
  description: 'The credential of a connected account was replaced by another, which is in use from now on.',
  data: z.object({ credentialId: z.uuid(), cloudAccountId: z.uuid(), kind: z.string() }),
});
