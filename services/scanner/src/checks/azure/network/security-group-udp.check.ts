import { azureNetworkSecurityGroup } from '@offload/contracts';
import { check } from '../../../check/check.ts';
import { ruleFor } from './example-rules.ts';
import { judgeDoor } from './open-ports.ts';

export const networkSecurityGroupUdp = check({
  id: 'azure.network.security-group-udp',
  on: azureNetworkSecurityGroup,
  severity: 'medium',
  title: 'Network security groups do not open UDP to the Internet',
  why: 'An open UDP service answers forged senders: it is used to flood others, and what it serves is rarely meant for everybody.',
  fix: 'Remove the rule or restrict its source to known addresses.',
  controls: { 'cis-azure-foundations-3.0': ['7.3'], 'nist-800-53-r5': ['CM-7', 'SC-5', 'SC-7'] },
  judge: ({ rules }) => judgeDoor(rules, { protocol: 'udp', ports: null }),
  examples: {
    pass: [{ rules: [ruleFor('53', { protocol: 'udp', sources: ['10.0.0.0/8'] })] }, { rules: [ruleFor('443')] }],
    fail: [{ rules: [ruleFor('53', { protocol: 'udp' })] }, { rules: [ruleFor('*', { protocol: '*' })] }],
  },
});
