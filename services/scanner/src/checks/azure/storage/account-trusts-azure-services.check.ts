import { azureStorageAccount } from '@offload/contracts';
import { check, fail, pass } from '../../../check/check.ts';

export const storageAccountTrustsAzureServices = check({
  id: 'azure.storage.account-trusts-azure-services',
  on: azureStorageAccount,
  severity: 'low',
  title: 'Storage accounts with network rules let trusted Azure services through',
  why: 'Backup, monitoring and logging come from networks that no rule can name: shut out, they fail, mostly unnoticed.',
  fix: 'Under Networking, Exceptions: allow Azure services on the trusted services list to access the account.',
  controls: { 'cis-azure-foundations-3.0': ['4.8'] },
  judge: ({ networkDefault, trustsAzureServices }) =>
    networkDefault === 'deny' && !trustsAzureServices ? fail('its network rules shut trusted Azure services out') : pass,
  examples: {
    pass: [
      { networkDefault: 'deny', trustsAzureServices: true },
      { networkDefault: 'allow', trustsAzureServices: false },
    ],
    fail: [{ networkDefault: 'deny', trustsAzureServices: false }],
  },
});
