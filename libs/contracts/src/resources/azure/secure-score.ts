import { z } from 'zod';
import { defineResource } from '../resource.ts';

export const azureSecureScore = defineResource({
  type: 'azure.security.secure-score',
  provider: 'AZURE',
  title: 'Secure score',
  shape: z.object({ displayName: z.string().nullable(), current: z.number(), highest: z.number(), /** 0 to 1. */ share: z.number() }),
});
