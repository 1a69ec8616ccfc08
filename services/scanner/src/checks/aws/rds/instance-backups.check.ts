import { rdsInstance } from '@offload/contracts';
import { check, fail, pass } from '../../../check/check.ts';

const leastDays = 7;

export const databaseInstanceBackups = check({
  id: 'aws.rds.instance-backups',
  on: rdsInstance,
  severity: 'medium',
  title: 'RDS instances keep automatic backups for at least 7 days',
  why: 'Damage is often noticed days later; a backup that is gone by then helps nobody.',
  fix: 'Set the backup retention period to 7 days or more.',
  controls: { 'aws-fsbp': ['RDS.11'], 'nist-800-53-r5': ['CP-6', 'CP-9', 'CP-10'] },
  judge: ({ backupRetentionDays: days }) => {
    if (days >= leastDays) return pass;
    return fail(days === 0 ? 'automatic backups are off' : `automatic backups are kept for ${days} days`);
  },
  examples: { pass: [{ backupRetentionDays: 7 }], fail: [{ backupRetentionDays: 0 }, { backupRetentionDays: 1 }] },
});
