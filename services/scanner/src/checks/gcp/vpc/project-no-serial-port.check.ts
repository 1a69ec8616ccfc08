import { gcpComputeProject } from '@offload/contracts';
import { check, fail, pass } from '../../../check/check.ts';

const metadata = (enablesSerialPort: boolean | null) => ({ enablesOsLogin: null, enablesSerialPort, hasSshKeys: false, otherKeys: [] });

export const gcpProjectNoSerialPort = check({
  id: 'gcp.vpc.project-no-serial-port',
  on: gcpComputeProject,
  severity: 'medium',
  title: 'The project does not open the serial ports of its instances',
  why: 'What the project sets counts for every instance that does not say otherwise: the serial console of each knows no firewall and no address.',
  fix: 'Remove serial-port-enable from the project’s metadata, best by the organization policy compute.disableSerialPortAccess.',
  controls: { 'cis-gcp-foundations-3.0': ['4.5'], 'nist-800-53-r5': ['AC-17', 'CM-7'] },
  judge: ({ metadata: { enablesSerialPort } }) =>
    enablesSerialPort ? fail('serial ports take connections unless an instance says otherwise') : pass,
  examples: { pass: [{ metadata: metadata(null) }, { metadata: metadata(false) }], fail: [{ metadata: metadata(true) }] },
});
