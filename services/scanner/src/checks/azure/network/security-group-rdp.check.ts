import { azureNetworkSecurityGroup } from '@offload/contracts';
import { check } from '../../../check/check.ts';
import { ruleFor } from './example-rules.ts';
import { judgeDoor } from './open-ports.ts';

export const networkSecurityGroupRdp = check({
  id: 'azure.network.security-group-rdp',
  on: azureNetworkSecurityGroup,
  severity: 'high',
  title: 'Network security groups do not open RDP to the Internet',
  why: 'Port 3389 is tried by bots within minutes of being reachable; one weak password or unpatched machine is enough.',
  fix: 'Remove the rule or restrict its source to known addresses; Azure Bastion and just-in-time access need no open port.',
  controls: { 'cis-azure-foundations-3.0': ['7.1'], 'nist-800-53-r5': ['AC-4', 'CM-7', 'SC-7'] },
  judge: ({ rules }) => judgeDoor(rules, { protocol: 'tcp', ports: [3389] }),
  examples: {
    pass: [
      { rules: [] },
      { rules: [ruleFor('3389', { sources: ['10.0.0.0/8'] })] },
      { rules: [ruleFor('3389', { access: 'deny', priority: 90 }), ruleFor('*')] },
      { rules: [ruleFor('443')] },
    ],
    fail: [
      { rules: [ruleFor('3389')] },
      { rules: [ruleFor('3000-4000', { sources: ['Internet'] })] },
      { rules: [ruleFor('*', { protocol: '*', sources: ['0.0.0.0/0'] }), ruleFor('3389', { access: 'deny', priority: 110 })] },
    ],
  },
});
