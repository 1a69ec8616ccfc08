import { z } from 'zod';
import { defineResource } from '../resource.ts';

export const gcpLoggingSink = defineResource({
  type: 'gcp.logging.sink',
  provider: 'GCP',
  title: 'Log sink',
  shape: z.object({
    sinkName: z.string(),
    /** `storage.googleapis.com/…`, `bigquery.googleapis.com/…`, `pubsub.googleapis.com/…`, `logging.googleapis.com/…` */
    destination: z.string(),
    /** Which entries it exports; empty: all of them. */
    filter: z.string(),
    isDisabled: z.boolean(),
    /** The names of the exclusions that count. */
    exclusions: z.array(z.string()),
    writerIdentity: z.string().nullable(),
    createdAt: z.string().nullable(),
  }),
});
