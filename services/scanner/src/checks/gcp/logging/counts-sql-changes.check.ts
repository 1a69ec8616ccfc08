import { gcpLoggingCoverage } from '@offload/contracts';
import { check } from '../../../check/check.ts';
import { countedExamples, countedFix, judgeCounted } from './counted-changes.ts';

const terms = ['protoPayload.methodName="cloudsql.instances.update"'];

export const gcpCountsSqlChanges = check({
  id: 'gcp.logging.counts-sql-changes',
  on: gcpLoggingCoverage,
  severity: 'low',
  title: 'A log-based metric counts changes of Cloud SQL instances',
  why: 'One such change opens a database to the internet or takes its backups away.',
  fix: countedFix(terms),
  controls: { 'cis-gcp-foundations-3.0': ['2.11'], 'nist-800-53-r5': ['AU-6', 'SI-4'] },
  judge: ({ metricFilters }) => judgeCounted(metricFilters, terms),
  examples: countedExamples(terms),
});
