import { azureVirtualMachine } from '@offload/contracts';
import { check, fail, pass } from '../../../check/check.ts';

const managed = { managedDiskId: '/subscriptions/s/disks/d', isManaged: true };
const blob = { managedDiskId: null, isManaged: false };

export const virtualMachineManagedDisks = check({
  id: 'azure.compute.virtual-machine-managed-disks',
  on: azureVirtualMachine,
  severity: 'medium',
  title: 'Virtual machines use managed disks',
  why: 'A disk that is a blob is open to everybody who has a key of its storage account, and is not encrypted for itself.',
  fix: 'Convert the machine to managed disks.',
  controls: { 'cis-azure-foundations-3.0': ['8.2'], 'nist-800-53-r5': ['SC-28'] },
  judge: ({ osDisk, dataDisks }) => ([osDisk, ...dataDisks].every(({ isManaged }) => isManaged) ? pass : fail('has disks that are blobs')),
  examples: {
    pass: [{ osDisk: managed, dataDisks: [] }],
    fail: [
      { osDisk: blob, dataDisks: [] },
      { osDisk: managed, dataDisks: [blob] },
    ],
  },
});
