import { z } from 'zod';
import { defineResource } from '../resource.ts';

/** A key that the customer manages; keys that AWS manages are not the customer's to configure. */
export const kmsKey = defineResource({
  type: 'aws.kms.key',
  provider: 'AWS',
  title: 'KMS key',
  shape: z.object({
    keyId: z.string(),
    /** `Enabled`, `Disabled`, `PendingDeletion`, `PendingImport`, … */
    state: z.string(),
    /** `ENCRYPT_DECRYPT`, `SIGN_VERIFY`, … */
    usage: z.string().nullable(),
    /** `SYMMETRIC_DEFAULT`, `RSA_2048`, … */
    spec: z.string().nullable(),
    /** `AWS_KMS`, `EXTERNAL`, `AWS_CLOUDHSM`, … */
    origin: z.string().nullable(),
    isMultiRegion: z.boolean(),
    createdAt: z.string().nullable(),
    deletionAt: z.string().nullable(),
    /** null: keys of this kind, or in this state, cannot be rotated by KMS. */
    rotation: z.object({ isEnabled: z.boolean() }).nullable(),
  }),
});
