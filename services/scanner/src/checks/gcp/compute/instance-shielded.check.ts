import { gcpComputeInstance } from '@offload/contracts';
import { check, fail, pass } from '../../../check/check.ts';

const shieldedVm = { usesSecureBoot: false, usesVtpm: true, monitorsIntegrity: true };

export const gcpInstanceShielded = check({
  id: 'gcp.compute.instance-shielded',
  on: gcpComputeInstance,
  severity: 'low',
  title: 'Instances are Shielded VMs',
  why: 'With a virtual TPM and integrity monitoring a changed boot loader or kernel shows; without them a rootkit stays unseen.',
  fix: 'Stop the instance and turn on vTPM and integrity monitoring; secure boot too where no unsigned driver is needed.',
  controls: { 'cis-gcp-foundations-3.0': ['4.8'], 'nist-800-53-r5': ['SI-7'] },
  judge: ({ shieldedVm: { usesVtpm, monitorsIntegrity } }) => {
    if (usesVtpm && monitorsIntegrity) return pass;
    return fail(usesVtpm ? 'its integrity is not monitored' : 'it has no virtual TPM');
  },
  examples: {
    pass: [{ shieldedVm }],
    fail: [{ shieldedVm: { ...shieldedVm, monitorsIntegrity: false } }, { shieldedVm: { ...shieldedVm, usesVtpm: false } }],
  },
});
