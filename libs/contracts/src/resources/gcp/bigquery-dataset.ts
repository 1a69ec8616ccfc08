import { z } from 'zod';
import { defineResource } from '../resource.ts';

export const gcpBigqueryDataset = defineResource({
  type: 'gcp.bigquery.dataset',
  provider: 'GCP',
  title: 'BigQuery dataset',
  shape: z.object({
    datasetId: z.string(),
    location: z.string(),
    createdAt: z.string().nullable(),
    /** Who has which role on it: `allUsers`, `allAuthenticatedUsers`, `user:…`, `group:…`, `domain:…`, `projectOwners` … */
    access: z.array(z.object({ role: z.string(), member: z.string() })),
    /** The key that new tables are encrypted with; null: Google's own. */
    defaultKmsKey: z.string().nullable(),
  }),
});
