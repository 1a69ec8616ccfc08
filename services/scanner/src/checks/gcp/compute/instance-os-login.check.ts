import { gcpComputeInstance } from '@offload/contracts';
import { check, fail, pass } from '../../../check/check.ts';
import { metadata } from './example-metadata.ts';

export const gcpInstanceOsLogin = check({
  id: 'gcp.compute.instance-os-login',
  on: gcpComputeInstance,
  severity: 'medium',
  title: 'No instance opts out of OS Login',
  why: 'What an instance sets counts before what the project sets: this one is signed in to with keys that IAM knows nothing of.',
  fix: 'Remove enable-oslogin from the instance’s metadata, or set it to TRUE.',
  controls: { 'cis-gcp-foundations-3.0': ['4.4'], 'nist-800-53-r5': ['AC-2', 'IA-2'] },
  judge: ({ metadata: { enablesOsLogin } }) => (enablesOsLogin === false ? fail('its metadata switches OS Login off') : pass),
  examples: {
    pass: [{ metadata: metadata() }, { metadata: metadata({ enablesOsLogin: true }) }],
    fail: [{ metadata: metadata({ enablesOsLogin: false }) }],
  },
});
