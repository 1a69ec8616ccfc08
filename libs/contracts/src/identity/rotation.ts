import { z } from 'zod';

/** Whether it is time to rotate a credential; those that hold no long-lived secret do not age. */
export const rotationState = z.enum(['FRESH', 'DUE_SOON', 'OVERDUE', 'NOT_APPLICABLE']);
export type RotationState = z.infer<typeof rotationState>;
