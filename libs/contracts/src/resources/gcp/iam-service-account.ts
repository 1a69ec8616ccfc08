import { z } from 'zod';
import { defineResource } from '../resource.ts';

export const gcpIamServiceAccount = defineResource({
  type: 'gcp.iam.service-account',
  provider: 'GCP',
  title: 'Service account',
  shape: z.object({
    email: z.string(),
    uniqueId: z.string(),
    displayName: z.string().nullable(),
    isDisabled: z.boolean(),
    /** Made by Google for Compute Engine or App Engine, with wide roles. */
    isDefault: z.boolean(),
  }),
});
