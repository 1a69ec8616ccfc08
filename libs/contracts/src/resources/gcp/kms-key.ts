import { z } from 'zod';
import { defineResource } from '../resource.ts';
import { gcpIamBinding } from './iam-binding.ts';

export const gcpKmsKey = defineResource({
  type: 'gcp.kms.key',
  provider: 'GCP',
  title: 'Cloud KMS key',
  shape: z.object({
    keyRing: z.string(),
    location: z.string(),
    /** `ENCRYPT_DECRYPT`, `ASYMMETRIC_SIGN`, `ASYMMETRIC_DECRYPT`, `MAC` … */
    purpose: z.string(),
    /** `SOFTWARE`, `HSM`, `EXTERNAL` … */
    protectionLevel: z.string().nullable(),
    algorithm: z.string().nullable(),
    createdAt: z.string().nullable(),
    /** null: it is not rotated by itself. */
    rotationDays: z.number().nullable(),
    nextRotationAt: z.string().nullable(),
    /** `ENABLED`, `DISABLED`, `DESTROY_SCHEDULED` …; null: a purpose without a primary version. */
    primaryState: z.string().nullable(),
    /** Who has which role on the key itself. */
    access: z.array(gcpIamBinding),
  }),
});
