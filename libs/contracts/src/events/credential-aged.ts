import { z } from 'zod';
import { rotationState } from '../identity/rotation.ts';
import { defineEvent } from './event.ts';

export const credentialAged = defineEvent({
  type: 'offload.credentials.credential.aged.v1',
  description: 'Whether it is time to rotate a credential changed: with its age, or because it was rotated.',
  data: z.object({ credentialId: z.uuid(), cloudAccountId: z.uuid(), rotation: rotationState, ageDays: z.int().nonnegative() }),
});
