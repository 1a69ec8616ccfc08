import { z } from 'zod';
import { defineResource } from '../resource.ts';

export const gcpArtifactregistryRepository = defineResource({
  type: 'gcp.artifactregistry.repository',
  provider: 'GCP',
  title: 'Artifact Registry repository',
  shape: z.object({
    /** `DOCKER`, `NPM`, `PYTHON` … */
    format: z.string(),
    mode: z.string().nullable(),
    createdAt: z.string().nullable(),
    updatedAt: z.string().nullable(),
    sizeBytes: z.number().nullable(),
    kmsKey: z.string().nullable(),
    hasImmutableTags: z.boolean(),
    /** Whether what is pushed is scanned for vulnerabilities; null: not told, or a format that is not scanned. */
    isScanned: z.boolean().nullable(),
  }),
});
