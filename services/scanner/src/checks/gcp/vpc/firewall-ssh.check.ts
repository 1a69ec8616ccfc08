import { gcpComputeFirewall } from '@offload/contracts';
import { check, fail, pass } from '../../../check/check.ts';
import { letsIn } from './example-rules.ts';
import { openToAnywhere } from './open-ports.ts';

export const gcpFirewallSsh = check({
  id: 'gcp.vpc.firewall-ssh',
  on: gcpComputeFirewall,
  severity: 'high',
  title: 'Firewall rules do not open SSH to every address',
  why: 'Port 22 is tried by bots within minutes of being reachable; one weak password or stolen key is enough.',
  fix: 'Restrict the source to known addresses, or to 35.235.240.0/20 and connect through Identity-Aware Proxy.',
  controls: { 'cis-gcp-foundations-3.0': ['3.6'], 'nist-800-53-r5': ['AC-4', 'CM-7', 'SC-7'] },
  judge: (rule) => {
    const open = openToAnywhere(rule, [22]);
    return open === undefined ? pass : fail(open);
  },
  examples: {
    pass: [
      letsIn(['443'], '0.0.0.0/0'),
      letsIn(['22'], '35.235.240.0/20'),
      { ...letsIn(['22'], '0.0.0.0/0'), isDisabled: true },
      { ...letsIn(['22'], '0.0.0.0/0'), direction: 'EGRESS' },
      { ...letsIn(['22'], '0.0.0.0/0'), allowed: [{ protocol: 'udp', ports: ['22'] }] },
    ],
    fail: [
      letsIn(['22'], '0.0.0.0/0'),
      letsIn(['443', '20-25'], '10.0.0.0/8', '::/0'),
      { ...letsIn([], '0.0.0.0/0'), allowed: [{ protocol: 'all', ports: [] }] },
      letsIn([], '0.0.0.0/0'),
    ],
  },
});
