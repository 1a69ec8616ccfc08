import { rdsInstance } from '@offload/contracts';
import { check, fail, pass } from '../../../check/check.ts';

export const databaseInstanceNotPublic = check({
  id: 'aws.rds.instance-not-public',
  on: rdsInstance,
  severity: 'critical',
  title: 'RDS instances are not publicly accessible',
  why: 'A database with a public address is one security group rule away from the whole internet.',
  fix: 'Turn off public accessibility (aws rds modify-db-instance --no-publicly-accessible) and reach it from within the VPC.',
  controls: { 'cis-aws-foundations-3.0': ['2.3.3'], 'aws-fsbp': ['RDS.2'], 'nist-800-53-r5': ['AC-3', 'AC-4', 'SC-7'] },
  judge: ({ isPubliclyAccessible }) => (isPubliclyAccessible ? fail('has a public address') : pass),
  examples: { pass: [{ isPubliclyAccessible: false }], fail: [{ isPubliclyAccessible: true }] },
});
