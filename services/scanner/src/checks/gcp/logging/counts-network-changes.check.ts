import { gcpLoggingCoverage } from '@offload/contracts';
import { check } from '../../../check/check.ts';
import { countedExamples, countedFix, judgeCounted } from './counted-changes.ts';

const terms = ['resource.type="gce_network"', 'compute.networks.insert', 'compute.networks.addPeering'];

export const gcpCountsNetworkChanges = check({
  id: 'gcp.logging.counts-network-changes',
  on: gcpLoggingCoverage,
  severity: 'low',
  title: 'A log-based metric counts changes of networks',
  why: 'A peering joins networks that were apart.',
  fix: countedFix(terms),
  controls: { 'cis-gcp-foundations-3.0': ['2.9'], 'nist-800-53-r5': ['AU-6', 'SI-4'] },
  judge: ({ metricFilters }) => judgeCounted(metricFilters, terms),
  examples: countedExamples(terms),
});
