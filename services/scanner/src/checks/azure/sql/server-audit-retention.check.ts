import { azureSqlServer } from '@offload/contracts';
import { check, fail, pass } from '../../../check/check.ts';

const shortestDays = 90;
const auditing = (isEnabled: boolean, retentionDays: number, goesToAzureMonitor = false) => ({
  auditing: { isEnabled, retentionDays, goesToAzureMonitor },
});

export const sqlServerAuditRetention = check({
  id: 'azure.sql.server-audit-retention',
  on: azureSqlServer,
  severity: 'low',
  title: 'Audit logs of SQL servers are kept for more than 90 days',
  why: 'Intruders are found after weeks: what they did must still be on record.',
  fix: 'Set the retention of the audit log to more than 90 days, or to 0, which is for ever.',
  controls: { 'cis-azure-foundations-3.0': ['5.1.6'], 'nist-800-53-r5': ['AU-11'] },
  judge({ auditing: { isEnabled, retentionDays, goesToAzureMonitor } }) {
    if (!isEnabled) return fail('auditing is off');
    // In a workspace the retention is the workspace's.
    if (goesToAzureMonitor || retentionDays === 0 || retentionDays > shortestDays) return pass;
    return fail(`keeps the audit log for ${retentionDays} days`);
  },
  examples: {
    pass: [auditing(true, 91), auditing(true, 0), auditing(true, 7, true)],
    fail: [auditing(true, 30), auditing(true, 90), auditing(false, 0)],
  },
});
