import { gcpLoggingCoverage } from '@offload/contracts';
import { check } from '../../../check/check.ts';
import { countedExamples, countedFix, judgeCounted } from './counted-changes.ts';

const terms = ['protoPayload.serviceName="cloudresourcemanager.googleapis.com"', 'roles/owner'];

export const gcpCountsOwnershipChanges = check({
  id: 'gcp.logging.counts-ownership-changes',
  on: gcpLoggingCoverage,
  severity: 'low',
  title: 'A log-based metric counts changes of who owns the project',
  why: 'Who owns a project may do everything in it: nobody must become an owner unnoticed.',
  fix: countedFix(terms),
  controls: { 'cis-gcp-foundations-3.0': ['2.4'], 'nist-800-53-r5': ['AU-6', 'SI-4'] },
  judge: ({ metricFilters }) => judgeCounted(metricFilters, terms),
  examples: countedExamples(terms),
});
