import { gcpLoggingCoverage } from '@offload/contracts';
import { check } from '../../../check/check.ts';
import { countedExamples, countedFix, judgeCounted } from './counted-changes.ts';

const terms = ['resource.type="gce_route"', 'compute.routes.insert'];

export const gcpCountsRouteChanges = check({
  id: 'gcp.logging.counts-route-changes',
  on: gcpLoggingCoverage,
  severity: 'low',
  title: 'A log-based metric counts changes of routes',
  why: 'A route sends traffic past what watches it.',
  fix: countedFix(terms),
  controls: { 'cis-gcp-foundations-3.0': ['2.8'], 'nist-800-53-r5': ['AU-6', 'SI-4'] },
  judge: ({ metricFilters }) => judgeCounted(metricFilters, terms),
  examples: countedExamples(terms),
});
