import { azureSqlServer } from '@offload/contracts';
import { check, fail, pass } from '../../../check/check.ts';

const rule = (from: string, to: string) => ({ name: 'example', from, to });

export const sqlServerFirewall = check({
  id: 'azure.sql.server-firewall',
  on: azureSqlServer,
  severity: 'high',
  title: 'Firewalls of SQL servers do not let everybody in',
  why: 'A rule from 0.0.0.0 opens the database to every customer of Azure, or to the whole Internet: only a password stands between.',
  fix: 'Delete the rule (and "Allow Azure services"); name single addresses, or use private endpoints.',
  controls: { 'cis-azure-foundations-3.0': ['5.1.2'], 'nist-800-53-r5': ['AC-4', 'SC-7'] },
  judge({ publicNetworkAccess, firewallRules }) {
    if (publicNetworkAccess === 'Disabled') return pass;
    const open = firewallRules.find(({ from }) => from === '0.0.0.0');
    if (open === undefined) return pass;
    return fail(open.to === '0.0.0.0' ? `rule ${open.name} lets every Azure service in` : `rule ${open.name} opens it to ${open.from} - ${open.to}`);
  },
  examples: {
    pass: [
      { publicNetworkAccess: 'Enabled', firewallRules: [rule('203.0.113.7', '203.0.113.7')] },
      { publicNetworkAccess: 'Disabled', firewallRules: [rule('0.0.0.0', '255.255.255.255')] },
    ],
    fail: [
      { publicNetworkAccess: 'Enabled', firewallRules: [rule('0.0.0.0', '255.255.255.255')] },
      { publicNetworkAccess: 'Enabled', firewallRules: [rule('0.0.0.0', '0.0.0.0')] },
    ],
  },
});
