import { z } from 'zod';
import { defineResource } from '../resource.ts';

/** What a project's sinks and metrics do together: each project has exactly one. */
export const gcpLoggingCoverage = defineResource({
  type: 'gcp.logging.coverage',
  provider: 'GCP',
  title: 'Logging of the project',
  shape: z.object({
    /** The sinks that export every entry, without a filter or an exclusion, and are on. */
    sinksOfEverything: z.array(z.string()),
    /** What the metrics that are on count: their filters, white space collapsed. */
    metricFilters: z.array(z.string()),
  }),
});
