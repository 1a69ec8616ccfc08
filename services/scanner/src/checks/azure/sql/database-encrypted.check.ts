import { azureSqlDatabase } from '@offload/contracts';
import { check, fail, pass } from '../../../check/check.ts';

export const sqlDatabaseEncrypted = check({
  id: 'azure.sql.database-encrypted',
  on: azureSqlDatabase,
  severity: 'high',
  title: 'SQL databases are encrypted at rest',
  why: 'Without transparent data encryption, files, backups and logs of the database are readable to whoever gets hold of them.',
  fix: 'Set data encryption of the database to on.',
  controls: { 'cis-azure-foundations-3.0': ['5.1.5'], 'nist-800-53-r5': ['SC-13', 'SC-28'] },
  judge: ({ encryption: { isEnabled } }) => (isEnabled ? pass : fail('transparent data encryption is off')),
  examples: { pass: [{ encryption: { isEnabled: true } }], fail: [{ encryption: { isEnabled: false } }] },
});
