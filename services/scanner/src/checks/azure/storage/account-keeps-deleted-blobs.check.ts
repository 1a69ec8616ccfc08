import { azureStorageAccount } from '@offload/contracts';
import { check, fail, pass } from '../../../check/check.ts';

const service = (keepsDeletedBlobsDays: number | null, keepsDeletedContainersDays: number | null) => ({
  blobService: { keepsDeletedBlobsDays, keepsDeletedContainersDays, isVersioned: false },
});

export const storageAccountKeepsDeletedBlobs = check({
  id: 'azure.storage.account-keeps-deleted-blobs',
  on: azureStorageAccount,
  severity: 'low',
  title: 'Storage accounts keep deleted blobs and containers for a while',
  why: 'A mistake or an intruder deletes in seconds; without soft delete nothing brings the data back.',
  fix: 'Under Data protection, enable soft delete for blobs and for containers, for seven days or more.',
  controls: { 'cis-azure-foundations-3.0': ['4.10'], 'nist-800-53-r5': ['CP-9'] },
  judge({ blobService }) {
    if (blobService === null) return pass;
    if (blobService.keepsDeletedBlobsDays === null) return fail('deleted blobs are gone at once');
    return blobService.keepsDeletedContainersDays === null ? fail('deleted containers are gone at once') : pass;
  },
  examples: { pass: [service(7, 7), { blobService: null }], fail: [service(null, 7), service(7, null)] },
});
