import { gcpLoggingCoverage } from '@offload/contracts';
import { check } from '../../../check/check.ts';
import { countedExamples, countedFix, judgeCounted } from './counted-changes.ts';

const terms = ['protoPayload.methodName="SetIamPolicy"', 'protoPayload.serviceData.policyDelta.auditConfigDeltas:*'];

export const gcpCountsAuditChanges = check({
  id: 'gcp.logging.counts-audit-changes',
  on: gcpLoggingCoverage,
  severity: 'low',
  title: 'A log-based metric counts changes of what is audited',
  why: 'Who wants to stay unseen switches the logs off first.',
  fix: countedFix(terms),
  controls: { 'cis-gcp-foundations-3.0': ['2.5'], 'nist-800-53-r5': ['AU-6', 'SI-4'] },
  judge: ({ metricFilters }) => judgeCounted(metricFilters, terms),
  examples: countedExamples(terms),
});
