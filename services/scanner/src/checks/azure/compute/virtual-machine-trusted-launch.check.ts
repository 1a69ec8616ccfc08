import { azureVirtualMachine } from '@offload/contracts';
import { check, fail, pass } from '../../../check/check.ts';

export const virtualMachineTrustedLaunch = check({
  id: 'azure.compute.virtual-machine-trusted-launch',
  on: azureVirtualMachine,
  severity: 'low',
  title: 'Virtual machines boot with secure boot and a virtual TPM',
  why: 'A rootkit that loads before the operating system is not seen by anything that runs in it.',
  fix: 'Enable Trusted Launch with secure boot and vTPM; machines of the second generation can be upgraded in place.',
  controls: { 'cis-azure-foundations-3.0': ['8.11'], 'nist-800-53-r5': ['SI-7'] },
  judge({ securityType, hasSecureBoot, hasVirtualTpm }) {
    if (securityType === null) return fail('starts without Trusted Launch');
    if (!hasSecureBoot) return fail('has no secure boot');
    return hasVirtualTpm ? pass : fail('has no virtual TPM');
  },
  examples: {
    pass: [{ securityType: 'TrustedLaunch', hasSecureBoot: true, hasVirtualTpm: true }],
    fail: [
      { securityType: null, hasSecureBoot: false, hasVirtualTpm: false },
      { securityType: 'TrustedLaunch', hasSecureBoot: false, hasVirtualTpm: true },
    ],
  },
});
