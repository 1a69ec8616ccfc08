import { rdsInstance } from '@offload/contracts';
import { check, fail, pass } from '../../../check/check.ts';

export const databaseInstanceEncrypted = check({
  id: 'aws.rds.instance-encrypted',
  on: rdsInstance,
  severity: 'high',
  title: 'RDS instances encrypt their storage',
  why: 'Without it backups, snapshots and replicas are in the clear as well; a shared snapshot carries the whole database.',
  fix: 'Restore an encrypted copy of a snapshot into a new instance and switch over: encryption cannot be turned on afterwards.',
  controls: { 'cis-aws-foundations-3.0': ['2.3.1'], 'aws-fsbp': ['RDS.3'], 'nist-800-53-r5': ['SC-13', 'SC-28'] },
  judge: ({ isStorageEncrypted }) => (isStorageEncrypted ? pass : fail('the storage is not encrypted')),
  examples: { pass: [{ isStorageEncrypted: true }], fail: [{ isStorageEncrypted: false }] },
});
