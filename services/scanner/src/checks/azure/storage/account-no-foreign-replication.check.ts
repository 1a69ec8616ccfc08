import { azureStorageAccount } from '@offload/contracts';
import { check, fail, pass } from '../../../check/check.ts';

export const storageAccountNoForeignReplication = check({
  id: 'azure.storage.account-no-foreign-replication',
  on: azureStorageAccount,
  severity: 'medium',
  title: 'Storage accounts replicate to no other directory',
  why: 'Object replication to an account of another directory copies data out of the organisation, blob by blob, for good.',
  fix: 'Under Object replication, Advanced settings: disallow cross-tenant replication.',
  controls: { 'cis-azure-foundations-3.0': ['4.16'], 'nist-800-53-r5': ['AC-4'] },
  judge: ({ allowsForeignReplication }) => (allowsForeignReplication ? fail('may replicate to accounts of other directories') : pass),
  examples: { pass: [{ allowsForeignReplication: false }], fail: [{ allowsForeignReplication: true }] },
});
