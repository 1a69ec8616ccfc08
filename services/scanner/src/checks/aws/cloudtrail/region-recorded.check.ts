import { cloudtrailCoverage } from '@offload/contracts';
import { check, fail, pass } from '../../../check/check.ts';

const trail = 'arn:aws:cloudtrail:us-east-1:123456789012:trail/all';

export const regionRecorded = check({
  id: 'aws.cloudtrail.region-recorded',
  on: cloudtrailCoverage,
  severity: 'high',
  title: 'CloudTrail records every region',
  why: 'What nobody records cannot be investigated; attackers choose the regions that nobody looks at.',
  fix: 'Create one trail that applies to all regions, and switch it on.',
  controls: { 'cis-aws-foundations-3.0': ['3.1'], 'aws-fsbp': ['CloudTrail.1'], 'nist-800-53-r5': ['AU-2', 'AU-3', 'AU-12'] },
  judge: ({ trailArns, loggingTrailArns }) => {
    if (trailArns.length === 0) return fail('no trail records the region');
    return loggingTrailArns.length > 0 ? pass : fail('every trail of the region is switched off');
  },
  examples: {
    pass: [{ trailArns: [trail], loggingTrailArns: [trail] }],
    fail: [
      { trailArns: [], loggingTrailArns: [] },
      { trailArns: [trail], loggingTrailArns: [] },
    ],
  },
});
