import { azureDisk } from '@offload/contracts';
import { check, fail, pass } from '../../../check/check.ts';

export const diskNetworkAccess = check({
  id: 'azure.compute.disk-network-access',
  on: azureDisk,
  severity: 'medium',
  title: 'Managed disks cannot be exported from every network',
  why: 'Whoever may make an export link copies the whole disk with it, from anywhere on the Internet.',
  fix: 'Under Networking of the disk, disable public access, or enable private access through a disk access resource.',
  controls: { 'cis-azure-foundations-3.0': ['8.5'], 'nist-800-53-r5': ['AC-4', 'SC-7'] },
  judge: ({ publicNetworkAccess, networkAccessPolicy }) =>
    publicNetworkAccess === 'Enabled' && networkAccessPolicy === 'AllowAll' ? fail('can be exported from every network') : pass,
  examples: {
    pass: [
      { publicNetworkAccess: 'Disabled', networkAccessPolicy: 'AllowAll' },
      { publicNetworkAccess: 'Enabled', networkAccessPolicy: 'DenyAll' },
    ],
    fail: [{ publicNetworkAccess: 'Enabled', networkAccessPolicy: 'AllowAll' }],
  },
});
