import { azureSqlServer } from '@offload/contracts';
import { check, fail, pass } from '../../../check/check.ts';

const auditing = (isEnabled: boolean) => ({ auditing: { isEnabled, retentionDays: 0, goesToAzureMonitor: true } });

export const sqlServerAudited = check({
  id: 'azure.sql.server-audited',
  on: azureSqlServer,
  severity: 'medium',
  title: 'SQL servers record who did what',
  why: 'Without an audit log nobody can tell which data was read, by whom, or that somebody tried.',
  fix: 'Enable auditing of the server, to Log Analytics or a storage account: it covers every database.',
  controls: { 'cis-azure-foundations-3.0': ['5.1.1'], 'nist-800-53-r5': ['AU-2', 'AU-12'] },
  judge: ({ auditing: { isEnabled } }) => (isEnabled ? pass : fail('auditing is off')),
  examples: { pass: [auditing(true)], fail: [auditing(false)] },
});
