import { azureStorageAccount } from '@offload/contracts';
import { check, fail, pass } from '../../../check/check.ts';

export const storageAccountNetworkDeniedByDefault = check({
  id: 'azure.storage.account-network-denied-by-default',
  on: azureStorageAccount,
  severity: 'medium',
  title: 'Storage accounts are reached from chosen networks only',
  why: 'Otherwise a key or signature that leaks is good from anywhere on the Internet.',
  fix: 'Set public network access to "Enabled from selected virtual networks and IP addresses", or disable it and use private endpoints.',
  controls: { 'cis-azure-foundations-3.0': ['4.7'], 'nist-800-53-r5': ['AC-4', 'SC-7'] },
  judge: ({ publicNetworkAccess, networkDefault }) =>
    publicNetworkAccess === 'Enabled' && networkDefault === 'allow' ? fail('takes requests from every network') : pass,
  examples: {
    pass: [
      { publicNetworkAccess: 'Enabled', networkDefault: 'deny' },
      { publicNetworkAccess: 'Disabled', networkDefault: 'allow' },
    ],
    fail: [{ publicNetworkAccess: 'Enabled', networkDefault: 'allow' }],
  },
});
