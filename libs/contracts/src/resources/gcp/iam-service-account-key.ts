import { z } from 'zod';
import { defineResource } from '../resource.ts';

export const gcpIamServiceAccountKey = defineResource({
  type: 'gcp.iam.service-account-key',
  provider: 'GCP',
  title: 'Service account key',
  shape: z.object({
    keyId: z.string(),
    /** The e-mail address or the unique id of its account. */
    serviceAccount: z.string(),
    /** `user`: somebody has the private key in a file; `google`: nobody has. */
    managedBy: z.enum(['user', 'google']),
    /** `GOOGLE_PROVIDED`, or `USER_PROVIDED` when only the public key was uploaded. */
    origin: z.string().nullable(),
    algorithm: z.string().nullable(),
    createdAt: z.string().nullable(),
    expiresAt: z.string().nullable(),
    isDisabled: z.boolean(),
  }),
});
