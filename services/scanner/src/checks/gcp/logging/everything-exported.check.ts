import { gcpLoggingCoverage } from '@offload/contracts';
import { check, fail, pass } from '../../../check/check.ts';

export const gcpEverythingExported = check({
  id: 'gcp.logging.everything-exported',
  on: gcpLoggingCoverage,
  severity: 'medium',
  title: 'A sink exports every log entry',
  why: 'The project itself keeps most entries for thirty days; and who takes over the project can delete them there.',
  fix: 'Create a sink without a filter and without exclusions, to a bucket in another project with a retention policy.',
  controls: { 'cis-gcp-foundations-3.0': ['2.2'], 'nist-800-53-r5': ['AU-4', 'AU-9', 'AU-11'] },
  judge: ({ sinksOfEverything }) => (sinksOfEverything.length > 0 ? pass : fail('every sink leaves something out')),
  examples: { pass: [{ sinksOfEverything: ['export-all'] }], fail: [{ sinksOfEverything: [] }] },
});
