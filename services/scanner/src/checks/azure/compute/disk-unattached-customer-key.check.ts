import { azureDisk } from '@offload/contracts';
import { check, fail, pass } from '../../../check/check.ts';

const encryption = (usesCustomerKey: boolean) => ({ usesCustomerKey, diskEncryptionSetId: null });

export const diskUnattachedCustomerKey = check({
  id: 'azure.compute.disk-unattached-customer-key',
  on: azureDisk,
  severity: 'low',
  title: 'Disks that no machine uses are encrypted with a key of your own',
  why: 'A forgotten disk keeps its data: with a key of your own, taking the key away makes it unreadable for good.',
  fix: 'Delete the disk, or change its encryption to a customer-managed key.',
  controls: { 'cis-azure-foundations-3.0': ['8.4'], 'nist-800-53-r5': ['SC-12', 'SC-28'] },
  judge: ({ attachedTo, encryption: { usesCustomerKey } }) =>
    attachedTo === null && !usesCustomerKey ? fail('belongs to no machine, and Azure holds its key') : pass,
  examples: {
    pass: [
      { attachedTo: '/subscriptions/s/virtualmachines/v', encryption: encryption(false) },
      { attachedTo: null, encryption: encryption(true) },
    ],
    fail: [{ attachedTo: null, encryption: encryption(false) }],
  },
});
