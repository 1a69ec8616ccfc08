import { azureSqlServer } from '@offload/contracts';
import { check, fail, pass } from '../../../check/check.ts';

export const sqlServerNoPublicAccess = check({
  id: 'azure.sql.server-no-public-access',
  on: azureSqlServer,
  severity: 'medium',
  title: 'SQL servers are not reachable from the Internet',
  why: 'A firewall rule is quickly added and seldom removed; without public access there is nothing to open.',
  fix: 'Connect through private endpoints, then disable public network access of the server.',
  controls: { 'cis-azure-foundations-3.0': ['5.1.7'], 'nist-800-53-r5': ['AC-4', 'SC-7'] },
  judge: ({ publicNetworkAccess }) => (publicNetworkAccess === 'Enabled' ? fail('takes connections from public networks') : pass),
  examples: { pass: [{ publicNetworkAccess: 'Disabled' }], fail: [{ publicNetworkAccess: 'Enabled' }] },
});
