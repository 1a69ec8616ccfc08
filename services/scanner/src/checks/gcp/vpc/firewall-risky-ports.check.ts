import { gcpComputeFirewall } from '@offload/contracts';
import { check, fail, pass } from '../../../check/check.ts';
import { letsIn } from './example-rules.ts';
import { openToAnywhere, riskyPorts } from './open-ports.ts';

export const gcpFirewallRiskyPorts = check({
  id: 'gcp.vpc.firewall-risky-ports',
  on: gcpComputeFirewall,
  severity: 'high',
  title: 'Firewall rules do not open databases and consoles to every address',
  why: 'Databases, caches and administration consoles are built for private networks: many answer without a password, and all are searched for.',
  fix: 'Remove the rule, or restrict its source; reach such services through a VPN, Identity-Aware Proxy or Private Service Connect.',
  controls: { 'nist-800-53-r5': ['AC-4', 'CM-7', 'SC-7'] },
  judge: (rule) => {
    const open = openToAnywhere(rule, riskyPorts);
    return open === undefined ? pass : fail(open);
  },
  examples: {
    pass: [letsIn(['80', '443'], '0.0.0.0/0'), letsIn(['5432'], '10.0.0.0/8')],
    fail: [letsIn(['5432'], '0.0.0.0/0'), letsIn(['9000-9300'], '0.0.0.0/0')],
  },
});
