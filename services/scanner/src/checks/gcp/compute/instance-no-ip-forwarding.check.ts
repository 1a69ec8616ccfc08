import { gcpComputeInstance } from '@offload/contracts';
import { check, fail, pass } from '../../../check/check.ts';

export const gcpInstanceNoIpForwarding = check({
  id: 'gcp.compute.instance-no-ip-forwarding',
  on: gcpComputeInstance,
  severity: 'medium',
  title: 'No instance forwards packets of others',
  why: 'An instance that forwards may send under any address and carry traffic past the rules of the network.',
  fix: 'Create the instance anew without IP forwarding, unless it is a gateway: the setting cannot be changed.',
  controls: { 'cis-gcp-foundations-3.0': ['4.6'], 'nist-800-53-r5': ['AC-4', 'CM-7', 'SC-7'] },
  // Nodes of a cluster forward for their pods.
  judge: ({ canForwardIp, isClusterNode }) => (canForwardIp && !isClusterNode ? fail('it forwards packets') : pass),
  examples: {
    pass: [
      { canForwardIp: false, isClusterNode: false },
      { canForwardIp: true, isClusterNode: true },
    ],
    fail: [{ canForwardIp: true, isClusterNode: false }],
  },
});
