import { rdsInstance } from '@offload/contracts';
import { check, fail, pass } from '../../../check/check.ts';

export const databaseInstanceMinorUpgrades = check({
  id: 'aws.rds.instance-minor-upgrades',
  on: rdsInstance,
  severity: 'medium',
  title: 'RDS instances take minor engine upgrades by themselves',
  why: 'Security fixes of database engines come as minor versions; by hand they come late.',
  fix: 'Turn on auto minor version upgrade; it happens in the maintenance window.',
  controls: { 'cis-aws-foundations-3.0': ['2.3.2'], 'aws-fsbp': ['RDS.13'], 'nist-800-53-r5': ['SI-2'] },
  judge: ({ upgradesMinorVersions }) => (upgradesMinorVersions ? pass : fail('minor versions are not installed by themselves')),
  examples: { pass: [{ upgradesMinorVersions: true }], fail: [{ upgradesMinorVersions: false }] },
});
