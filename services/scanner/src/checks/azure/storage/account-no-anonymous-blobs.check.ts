import { azureStorageAccount } from '@offload/contracts';
import { check, fail, pass } from '../../../check/check.ts';

export const storageAccountNoAnonymousBlobs = check({
  id: 'azure.storage.account-no-anonymous-blobs',
  on: azureStorageAccount,
  severity: 'high',
  title: 'Storage accounts let nobody read blobs anonymously',
  why: 'Where the account allows it, one wrong setting of a container shows its blobs to everybody on the Internet.',
  fix: 'Set "Allow Blob anonymous access" of the account to disabled; share single blobs with a signature that expires.',
  controls: { 'cis-azure-foundations-3.0': ['4.17'], 'nist-800-53-r5': ['AC-3', 'AC-6'] },
  judge: ({ allowsAnonymousBlobs }) => (allowsAnonymousBlobs ? fail('its containers may be opened to anonymous readers') : pass),
  examples: { pass: [{ allowsAnonymousBlobs: false }], fail: [{ allowsAnonymousBlobs: true }] },
});
