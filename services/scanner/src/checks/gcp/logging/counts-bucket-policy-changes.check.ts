import { gcpLoggingCoverage } from '@offload/contracts';
import { check } from '../../../check/check.ts';
import { countedExamples, countedFix, judgeCounted } from './counted-changes.ts';

const terms = ['resource.type="gcs_bucket"', 'protoPayload.methodName="storage.setIamPermissions"'];

export const gcpCountsBucketPolicyChanges = check({
  id: 'gcp.logging.counts-bucket-policy-changes',
  on: gcpLoggingCoverage,
  severity: 'low',
  title: 'A log-based metric counts changes of who may read buckets',
  why: 'A bucket becomes public by one such change.',
  fix: countedFix(terms),
  controls: { 'cis-gcp-foundations-3.0': ['2.10'], 'nist-800-53-r5': ['AU-6', 'SI-4'] },
  judge: ({ metricFilters }) => judgeCounted(metricFilters, terms),
  examples: countedExamples(terms),
});
