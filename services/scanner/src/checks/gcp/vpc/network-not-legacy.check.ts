import { gcpComputeNetwork } from '@offload/contracts';
import { check, fail, pass } from '../../../check/check.ts';

export const gcpNetworkNotLegacy = check({
  id: 'gcp.vpc.network-not-legacy',
  on: gcpComputeNetwork,
  severity: 'medium',
  title: 'No network is a legacy one',
  why: 'A legacy network has one address range for the whole world: it cannot be divided, logs no flows, and new features do not exist for it.',
  fix: 'Convert it to a custom-mode network where that is offered, or build one and move the instances.',
  controls: { 'cis-gcp-foundations-3.0': ['3.2'], 'nist-800-53-r5': ['CM-6', 'SC-7'] },
  judge: ({ mode }) => (mode === 'legacy' ? fail('it is a legacy network') : pass),
  examples: { pass: [{ mode: 'custom' }, { mode: 'auto' }], fail: [{ mode: 'legacy' }] },
});
