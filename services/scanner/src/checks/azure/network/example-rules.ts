import type { NetworkSecurityRule } from '@offload/contracts';

const rule: NetworkSecurityRule = {
  name: 'example',
  priority: 100,
  direction: 'inbound',
  access: 'allow',
  protocol: 'tcp',
  sources: ['*'],
  destinations: ['*'],
  destinationPorts: [],
};

/** An example rule that opens a port, or what `more` says of it. */
export const ruleFor = (destinationPort: string, more: Partial<NetworkSecurityRule> = {}): NetworkSecurityRule => ({
  ...rule,
  destinationPorts: [destinationPort],
  ...more,
});
