import { azureNetworkSecurityGroup, type NetworkSecurityRule } from '@offload/contracts';
import { collector } from '../../../collector/collector.ts';
import { azureTags, refOf, refsOf } from '../arm-resource.ts';
import { listedByGraph } from '../listed-by-graph.ts';

interface SecurityRule {
  readonly name?: string | null;
  readonly properties?: {
    readonly priority?: number | null;
    readonly direction?: string | null;
    readonly access?: string | null;
    readonly protocol?: string | null;
    readonly sourceAddressPrefix?: string | null;
    readonly sourceAddressPrefixes?: readonly string[] | null;
    readonly destinationAddressPrefix?: string | null;
    readonly destinationAddressPrefixes?: readonly string[] | null;
    readonly destinationPortRange?: string | null;
    readonly destinationPortRanges?: readonly string[] | null;
  };
}

interface Properties {
  readonly securityRules?: readonly SecurityRule[] | null;
  readonly subnets?: readonly { readonly id?: string }[] | null;
  readonly networkInterfaces?: readonly { readonly id?: string }[] | null;
}

export const networkSecurityGroupCollector = collector({
  resource: azureNetworkSecurityGroup,
  service: 'network',
  scope: 'region',
  ...listedByGraph<Properties>('Microsoft.Network/networkSecurityGroups'),

  describe: ({ id, name, tags, properties }) => ({
    ref: refOf(id),
    name,
    tags: azureTags(tags),
    fields: {
      rules: (properties.securityRules ?? []).map(ruleOf),
      subnetIds: refsOf(properties.subnets),
      networkInterfaceIds: refsOf(properties.networkInterfaces),
    },
  }),
});

function ruleOf({ name, properties: rule }: SecurityRule): NetworkSecurityRule {
  return {
    name: name ?? '',
    priority: rule?.priority ?? 0,
    direction: rule?.direction?.toLowerCase() === 'outbound' ? 'outbound' : 'inbound',
    access: rule?.access?.toLowerCase() === 'deny' ? 'deny' : 'allow',
    protocol: rule?.protocol?.toLowerCase() ?? '*',
    sources: oneOrMany(rule?.sourceAddressPrefix, rule?.sourceAddressPrefixes),
    destinations: oneOrMany(rule?.destinationAddressPrefix, rule?.destinationAddressPrefixes),
    destinationPorts: oneOrMany(rule?.destinationPortRange, rule?.destinationPortRanges),
  };
}

/** A rule has one value in the singular, or several in the plural. */
const oneOrMany = (one: string | null | undefined, many: readonly string[] | null | undefined): string[] =>
  many?.length ? [...many] : one ? [one] : [];
