import { z } from 'zod';
import { defineResource } from '../resource.ts';

export const gcpLoggingMetric = defineResource({
  type: 'gcp.logging.metric',
  provider: 'GCP',
  title: 'Log-based metric',
  shape: z.object({
    metricName: z.string(),
    /** Which entries it counts. */
    filter: z.string(),
    isDisabled: z.boolean(),
    createdAt: z.string().nullable(),
  }),
});
