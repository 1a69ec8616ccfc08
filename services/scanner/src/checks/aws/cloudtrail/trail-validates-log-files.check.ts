import { cloudtrailTrail } from '@offload/contracts';
import { check, fail, pass } from '../../../check/check.ts';

export const trailValidatesLogFiles = check({
  id: 'aws.cloudtrail.trail-validates-log-files',
  on: cloudtrailTrail,
  severity: 'low',
  title: 'Trails can prove that their log files were not changed',
  why: 'Signed digests show whether a log file was changed or deleted after CloudTrail wrote it; without them nobody can tell.',
  fix: 'Turn on log file validation for the trail.',
  controls: { 'cis-aws-foundations-3.0': ['3.2'], 'aws-fsbp': ['CloudTrail.4'], 'nist-800-53-r5': ['AU-9', 'SI-7'] },
  judge: ({ validatesLogFiles }) => (validatesLogFiles ? pass : fail('log files are not validated')),
  examples: { pass: [{ validatesLogFiles: true }], fail: [{ validatesLogFiles: false }] },
});
