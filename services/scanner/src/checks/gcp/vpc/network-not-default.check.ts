import { gcpComputeNetwork } from '@offload/contracts';
import { check, fail, pass } from '../../../check/check.ts';

export const gcpNetworkNotDefault = check({
  id: 'gcp.vpc.network-not-default',
  on: gcpComputeNetwork,
  severity: 'medium',
  title: 'The default network is gone',
  why: 'Its subnetworks span all regions, and the rules that come with it let SSH, RDP and ICMP in from anywhere: whatever is started without a thought lands there.',
  fix: 'Move what uses it to a network of its own, delete it, and set the organization policy compute.skipDefaultNetworkCreation.',
  controls: { 'cis-gcp-foundations-3.0': ['3.1'], 'nist-800-53-r5': ['CM-6', 'SC-7'] },
  judge: ({ networkName }) => (networkName === 'default' ? fail('it is the network that Google creates') : pass),
  examples: { pass: [{ networkName: 'production' }], fail: [{ networkName: 'default' }] },
});
