import { z } from 'zod';
import { defineResource } from '../resource.ts';

/** What CloudTrail records in a region, by whatever trail: one a region. */
export const cloudtrailCoverage = defineResource({
  type: 'aws.cloudtrail.coverage',
  provider: 'AWS',
  title: 'CloudTrail coverage of a region',
  shape: z.object({
    /** Every trail that is set up to record the region, those of other regions included. */
    trailArns: z.array(z.string()),
    /** Those of them that are switched on. */
    loggingTrailArns: z.array(z.string()),
  }),
});
