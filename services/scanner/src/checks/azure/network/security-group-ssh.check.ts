import { azureNetworkSecurityGroup } from '@offload/contracts';
import { check } from '../../../check/check.ts';
import { ruleFor } from './example-rules.ts';
import { judgeDoor } from './open-ports.ts';

export const networkSecurityGroupSsh = check({
  id: 'azure.network.security-group-ssh',
  on: azureNetworkSecurityGroup,
  severity: 'high',
  title: 'Network security groups do not open SSH to the Internet',
  why: 'Port 22 is tried by bots within minutes of being reachable; one weak password or leaked key is enough.',
  fix: 'Remove the rule or restrict its source to known addresses; Azure Bastion and just-in-time access need no open port.',
  controls: { 'cis-azure-foundations-3.0': ['7.2'], 'nist-800-53-r5': ['AC-4', 'CM-7', 'SC-7'] },
  judge: ({ rules }) => judgeDoor(rules, { protocol: 'tcp', ports: [22] }),
  examples: {
    pass: [{ rules: [ruleFor('22', { sources: ['VirtualNetwork'] })] }, { rules: [ruleFor('22', { direction: 'outbound' })] }],
    fail: [{ rules: [ruleFor('22')] }, { rules: [ruleFor('20-25', { protocol: '*', sources: ['Internet'] })] }],
  },
});
