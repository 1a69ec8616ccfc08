import { gcpComputeInstance } from '@offload/contracts';
import { check, fail, pass } from '../../../check/check.ts';

export const gcpInstanceConfidential = check({
  id: 'gcp.compute.instance-confidential',
  on: gcpComputeInstance,
  severity: 'informational',
  title: 'Instances compute in encrypted memory',
  why: 'Confidential VMs keep memory encrypted with a key that the host does not have: where data must not be read by the operator of the cloud.',
  fix: 'For sensitive work, create the instance as a Confidential VM on a machine type that can.',
  controls: { 'cis-gcp-foundations-3.0': ['4.11'], 'nist-800-53-r5': ['SC-28'] },
  judge: ({ isConfidential }) => (isConfidential ? pass : fail('its memory is not encrypted')),
  examples: { pass: [{ isConfidential: true }], fail: [{ isConfidential: false }] },
});
