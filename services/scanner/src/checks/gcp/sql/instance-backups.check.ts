import { gcpSqlInstance } from '@offload/contracts';
import { check, fail, pass } from '../../../check/check.ts';

const backups = (isEnabled: boolean) => ({ isEnabled, isPointInTime: false });

export const gcpSqlBackups = check({
  id: 'gcp.sql.instance-backups',
  on: gcpSqlInstance,
  severity: 'medium',
  title: 'Cloud SQL instances are backed up by themselves',
  why: 'Without backups a mistake, a defect or ransomware is the end of the data.',
  fix: 'Turn on automated backups, and point-in-time recovery beside them.',
  controls: { 'cis-gcp-foundations-3.0': ['6.7'], 'nist-800-53-r5': ['CP-9'] },
  // A replica has the backups of what it copies.
  judge: ({ backups: { isEnabled }, isReplica }) => (isEnabled || isReplica ? pass : fail('automated backups are off')),
  examples: {
    pass: [
      { backups: backups(true), isReplica: false },
      { backups: backups(false), isReplica: true },
    ],
    fail: [{ backups: backups(false), isReplica: false }],
  },
});
