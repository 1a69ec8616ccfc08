import { gcpLoggingCoverage } from '@offload/contracts';
import { check } from '../../../check/check.ts';
import { countedExamples, countedFix, judgeCounted } from './counted-changes.ts';

const terms = ['resource.type="iam_role"', 'google.iam.admin.v1.CreateRole', 'google.iam.admin.v1.UpdateRole'];

export const gcpCountsCustomRoleChanges = check({
  id: 'gcp.logging.counts-custom-role-changes',
  on: gcpLoggingCoverage,
  severity: 'low',
  title: 'A log-based metric counts changes of custom roles',
  why: 'A role that grows gives more to everybody who has it, without any grant being seen.',
  fix: countedFix(terms),
  controls: { 'cis-gcp-foundations-3.0': ['2.6'], 'nist-800-53-r5': ['AU-6', 'SI-4'] },
  judge: ({ metricFilters }) => judgeCounted(metricFilters, terms),
  examples: countedExamples(terms),
});
