import { gcpComputeInstance } from '@offload/contracts';
import { check, fail, pass } from '../../../check/check.ts';
import { metadata } from './example-metadata.ts';

export const gcpInstanceNoSerialPort = check({
  id: 'gcp.compute.instance-no-serial-port',
  on: gcpComputeInstance,
  severity: 'medium',
  title: 'No instance answers on its serial port',
  why: 'The serial console knows no firewall and no address: with a name and a key anybody connects from anywhere.',
  fix: 'Remove serial-port-enable from the metadata, best by the organization policy compute.disableSerialPortAccess.',
  controls: { 'cis-gcp-foundations-3.0': ['4.5'], 'nist-800-53-r5': ['AC-17', 'CM-7'] },
  judge: ({ metadata: { enablesSerialPort } }) => (enablesSerialPort ? fail('its serial port takes connections') : pass),
  examples: {
    pass: [{ metadata: metadata() }, { metadata: metadata({ enablesSerialPort: false }) }],
    fail: [{ metadata: metadata({ enablesSerialPort: true }) }],
  },
});
