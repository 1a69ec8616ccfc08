import { gcpLoggingCoverage } from '@offload/contracts';
import { check } from '../../../check/check.ts';
import { countedExamples, countedFix, judgeCounted } from './counted-changes.ts';

const terms = ['resource.type="gce_firewall_rule"', 'compute.firewalls.patch', 'compute.firewalls.insert'];

export const gcpCountsFirewallChanges = check({
  id: 'gcp.logging.counts-firewall-changes',
  on: gcpLoggingCoverage,
  severity: 'low',
  title: 'A log-based metric counts changes of firewall rules',
  why: 'A rule that opens a port opens it at once.',
  fix: countedFix(terms),
  controls: { 'cis-gcp-foundations-3.0': ['2.7'], 'nist-800-53-r5': ['AU-6', 'SI-4'] },
  judge: ({ metricFilters }) => judgeCounted(metricFilters, terms),
  examples: countedExamples(terms),
});
