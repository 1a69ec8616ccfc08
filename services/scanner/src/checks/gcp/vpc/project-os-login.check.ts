import { gcpComputeProject } from '@offload/contracts';
import { check, fail, pass } from '../../../check/check.ts';

const metadata = (enablesOsLogin: boolean | null) => ({ enablesOsLogin, enablesSerialPort: null, hasSshKeys: false, otherKeys: [] });

export const gcpProjectOsLogin = check({
  id: 'gcp.vpc.project-os-login',
  on: gcpComputeProject,
  severity: 'medium',
  title: 'OS Login is on for the project',
  why: 'With OS Login IAM decides who signs in to instances, with what rights and a second factor; keys in metadata stay when their owners leave.',
  fix: 'Set enable-oslogin=TRUE in the project’s metadata, best by the organization policy compute.requireOsLogin.',
  controls: { 'cis-gcp-foundations-3.0': ['4.4'], 'nist-800-53-r5': ['AC-2', 'IA-2'] },
  judge: ({ metadata: { enablesOsLogin } }) => (enablesOsLogin ? pass : fail('enable-oslogin is not set to TRUE')),
  examples: { pass: [{ metadata: metadata(true) }], fail: [{ metadata: metadata(false) }, { metadata: metadata(null) }] },
});
