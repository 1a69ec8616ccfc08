import { gcpComputeFirewall } from '@offload/contracts';
import { check, fail, pass } from '../../../check/check.ts';
import { letsIn } from './example-rules.ts';
import { openToAnywhere } from './open-ports.ts';

export const gcpFirewallRdp = check({
  id: 'gcp.vpc.firewall-rdp',
  on: gcpComputeFirewall,
  severity: 'high',
  title: 'Firewall rules do not open RDP to every address',
  why: 'Remote desktops that anybody reaches are how most ransomware comes in: passwords are guessed, and old servers have holes that need none.',
  fix: 'Restrict the source to known addresses, or to 35.235.240.0/20 and connect through Identity-Aware Proxy.',
  controls: { 'cis-gcp-foundations-3.0': ['3.7'], 'nist-800-53-r5': ['AC-4', 'CM-7', 'SC-7'] },
  judge: (rule) => {
    const open = openToAnywhere(rule, [3389]);
    return open === undefined ? pass : fail(open);
  },
  examples: {
    pass: [letsIn(['22'], '0.0.0.0/0'), letsIn(['3389'], '203.0.113.0/24')],
    fail: [letsIn(['3389'], '0.0.0.0/0'), letsIn(['1-65535'], '::/0')],
  },
});
