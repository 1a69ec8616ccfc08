import { gcpComputeSubnetwork } from '@offload/contracts';
import { check, fail, pass } from '../../../check/check.ts';

const flowLogs = { aggregation: 'INTERVAL_5_SEC', sampling: 1, metadata: 'INCLUDE_ALL_METADATA' };
const purposeOfNodes = 'PRIVATE';

export const gcpSubnetworkFlowLogs = check({
  id: 'gcp.compute.subnetwork-flow-logs',
  on: gcpComputeSubnetwork,
  severity: 'low',
  title: 'Subnetworks record their traffic',
  why: 'After an incident flow logs say who talked to whom; without them nobody can tell what left the network.',
  fix: 'Turn on VPC flow logs for the subnetwork, with an aggregation of 5 seconds and all of the traffic where it matters.',
  controls: { 'cis-gcp-foundations-3.0': ['3.8'], 'nist-800-53-r5': ['AU-2', 'AU-12', 'SI-4'] },
  // Subnetworks of load balancers and the like cannot have any.
  judge: ({ purpose, flowLogs: logs }) => (purpose === purposeOfNodes && logs === null ? fail('traffic is not recorded') : pass),
  examples: {
    pass: [
      { purpose: 'PRIVATE', flowLogs },
      { purpose: 'REGIONAL_MANAGED_PROXY', flowLogs: null },
    ],
    fail: [{ purpose: 'PRIVATE', flowLogs: null }],
  },
});
