import { rdsInstance } from '@offload/contracts';
import { check, fail, pass } from '../../../check/check.ts';

export const databaseInstanceMultiAz = check({
  id: 'aws.rds.instance-multi-az',
  on: rdsInstance,
  severity: 'low',
  title: 'RDS instances have a standby in another zone',
  why: 'An instance in one availability zone is away as long as the zone is.',
  fix: 'Turn on Multi-AZ where the database must stay available.',
  controls: { 'aws-fsbp': ['RDS.5'], 'nist-800-53-r5': ['CP-6', 'CP-10'] },
  judge: ({ isMultiAz, clusterIdentifier }) => (isMultiAz || clusterIdentifier !== null ? pass : fail('lives in one availability zone')),
  examples: { pass: [{ isMultiAz: true, clusterIdentifier: null }], fail: [{ isMultiAz: false, clusterIdentifier: null }] },
});
