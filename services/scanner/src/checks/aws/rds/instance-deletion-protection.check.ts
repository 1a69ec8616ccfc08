import { rdsInstance } from '@offload/contracts';
import { check, fail, pass } from '../../../check/check.ts';

export const databaseInstanceDeletionProtection = check({
  id: 'aws.rds.instance-deletion-protection',
  on: rdsInstance,
  severity: 'low',
  title: 'RDS instances are protected against deletion',
  why: 'One wrong command or one stolen credential should not be enough to delete a database.',
  fix: 'Turn on deletion protection.',
  controls: { 'aws-fsbp': ['RDS.8'], 'nist-800-53-r5': ['CP-9', 'SI-13'] },
  judge: ({ hasDeletionProtection, clusterIdentifier }) =>
    hasDeletionProtection || clusterIdentifier !== null ? pass : fail('can be deleted with one call'),
  examples: {
    pass: [
      { hasDeletionProtection: true, clusterIdentifier: null },
      { hasDeletionProtection: false, clusterIdentifier: 'orders' },
    ],
    fail: [{ hasDeletionProtection: false, clusterIdentifier: null }],
  },
});
