import { azureSqlServer } from '@offload/contracts';
import { check, fail, pass } from '../../../check/check.ts';

export const sqlServerEntraAdministrator = check({
  id: 'azure.sql.server-entra-administrator',
  on: azureSqlServer,
  severity: 'medium',
  title: 'SQL servers have an Entra administrator',
  why: 'Logins of the database know no second factor, no conditional access and no end when somebody leaves.',
  fix: 'Set a Microsoft Entra group as administrator of the server, and allow Entra authentication only.',
  controls: { 'cis-azure-foundations-3.0': ['5.1.4'], 'nist-800-53-r5': ['AC-2', 'IA-2'] },
  judge: ({ entraAdministrator }) => (entraAdministrator === null ? fail('has no Entra administrator') : pass),
  examples: { pass: [{ entraAdministrator: { refusesSqlLogins: true } }], fail: [{ entraAdministrator: null }] },
});
