import { gcpComputeDisk } from '@offload/contracts';
import { check, fail, pass } from '../../../check/check.ts';

export const gcpDiskOwnKey = check({
  id: 'gcp.compute.disk-own-key',
  on: gcpComputeDisk,
  severity: 'informational',
  title: 'Disks are encrypted with a key of your own',
  why: 'Google encrypts every disk; with a key of your own you see each use of it, and can take the data away from everybody at once.',
  fix: 'Create disks with a key in Cloud KMS, and restore existing ones from a snapshot.',
  controls: { 'nist-800-53-r5': ['SC-12', 'SC-28'] },
  judge: ({ encryptedBy }) => (encryptedBy === 'google' ? fail('the key is Google’s') : pass),
  examples: { pass: [{ encryptedBy: 'customer-managed' }, { encryptedBy: 'customer-supplied' }], fail: [{ encryptedBy: 'google' }] },
});
