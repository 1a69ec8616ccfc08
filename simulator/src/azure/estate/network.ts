/** Network security groups, virtual networks, public addresses and flow logs. */
import type { Dice } from '../../dice/dice.ts';
import type { Estate } from './estate.ts';
import { nameOf } from './names.ts';
import type { ArmResource } from './resource.ts';
import { tagsOf } from './tags.ts';

const portSets = [['443'], ['80', '443'], ['22'], ['3389'], ['20-25'], ['3000-4000'], ['5432'], ['8080-8090'], ['*']] as const;

export const networkInterfaceId = (estate: Estate, location: string, machine: number): string =>
  `${estate.group('virtual-machine', location, machine)}/providers/Microsoft.Network/networkInterfaces/${nameOf('nic', machine)}`;

export function securityGroupAt(estate: Estate, location: string, index: number): ArmResource {
  const dice = estate.dice('network-security-group', location, index);
  const id = estate.idAt('network-security-group', location, index);
  const rules = Array.from({ length: dice.int('rules', 5) }, (_none, position) => ruleOf(dice, id, position));
  const networks = estate.generated('virtual-network', location);
  return {
    id,
    name: estate.nameAt('network-security-group', location, index),
    location,
    tags: tagsOf(dice),
    properties: {
      provisioningState: 'Succeeded',
      resourceGuid: dice.hex('guid', 32),
      securityRules: rules,
      defaultSecurityRules: defaultRules(id),
      ...(index < networks && { subnets: [{ id: `${estate.idAt('virtual-network', location, index)}/subnets/default` }] }),
      ...(index < estate.generated('virtual-machine', location) && {
        networkInterfaces: [{ id: networkInterfaceId(estate, location, index) }],
      }),
    },
  };
}

function ruleOf(dice: Dice, groupId: string, position: number): object {
  const roll = `rule ${position} `;
  const isOpen = dice.chance(`${roll}open`, 0.4);
  const name = `rule-${position}`;
  const ports = dice.pick(`${roll}ports`, portSets);
  const sources = isOpen
    ? {
        sourceAddressPrefix: dice.pick(`${roll}anywhere`, ['*', 'Internet', '0.0.0.0/0']),
      }
    : dice.chance(`${roll}many`, 0.4)
      ? { sourceAddressPrefixes: ['10.0.0.0/8', '203.0.113.0/24'] }
      : {
          sourceAddressPrefix: dice.pick(`${roll}source`, ['VirtualNetwork', '10.0.0.0/8', '203.0.113.7']),
        };
  return {
    id: `${groupId}/securityRules/${name}`,
    name,
    type: 'Microsoft.Network/networkSecurityGroups/securityRules',
    properties: {
      provisioningState: 'Succeeded',
      protocol: dice.pick(`${roll}protocol`, ['Tcp', 'Tcp', 'TCP', 'Udp', '*']),
      sourcePortRange: '*',
      ...(ports.length === 1 ? { destinationPortRange: ports[0] } : { destinationPortRanges: [...ports] }),
      ...sources,
      destinationAddressPrefix: '*',
      access: dice.chance(`${roll}deny`, 0.15) ? 'Deny' : 'Allow',
      priority: 100 + position * 10,
      direction: dice.chance(`${roll}outbound`, 0.15) ? 'Outbound' : 'Inbound',
    },
  };
}

/** What every group ends with: the network may, the Internet may not. */
const defaultRules = (groupId: string): object[] =>
  [
    { name: 'AllowVnetInBound', sourceAddressPrefix: 'VirtualNetwork', access: 'Allow', priority: 65000 },
    { name: 'DenyAllInBound', sourceAddressPrefix: '*', access: 'Deny', priority: 65500 },
  ].map(({ name, ...rule }) => ({
    id: `${groupId}/defaultSecurityRules/${name}`,
    name,
    properties: {
      protocol: '*',
      sourcePortRange: '*',
      destinationPortRange: '*',
      destinationAddressPrefix: '*',
      direction: 'Inbound',
      ...rule,
    },
  }));

export function virtualNetworkAt(estate: Estate, location: string, index: number): ArmResource {
  const dice = estate.dice('virtual-network', location, index);
  const id = estate.idAt('virtual-network', location, index);
  const base = `10.${index % 200}`;
  const networks = estate.generated('virtual-network', location);
  const peer = (index + 1) % networks;
  return {
    id,
    name: estate.nameAt('virtual-network', location, index),
    location,
    tags: tagsOf(dice),
    properties: {
      provisioningState: 'Succeeded',
      addressSpace: { addressPrefixes: [`${base}.0.0/16`] },
      ...(dice.chance('dns', 0.2) && { dhcpOptions: { dnsServers: [`${base}.0.4`] } }),
      subnets: [
        subnet(id, 'default', {
          addressPrefix: `${base}.0.0/24`,
          ...(index < estate.generated('network-security-group', location) && {
            networkSecurityGroup: { id: estate.idAt('network-security-group', location, index) },
          }),
        }),
        subnet(id, 'data', {
          addressPrefixes: [`${base}.1.0/24`],
          ...(dice.chance('endpoints', 0.5) && { serviceEndpoints: [{ service: 'Microsoft.Storage', locations: [location] }] }),
        }),
      ],
      virtualNetworkPeerings:
        peer === index
          ? []
          : [
              {
                name: 'to-next',
                properties: {
                  remoteVirtualNetwork: { id: estate.idAt('virtual-network', location, peer) },
                  peeringState: dice.chance('peered', 0.9) ? 'Connected' : 'Disconnected',
                  allowForwardedTraffic: dice.chance('forwards', 0.3),
                },
              },
            ],
      enableDdosProtection: dice.chance('ddos', 0.3),
    },
  };
}

const subnet = (networkOf: string, name: string, properties: object): object => ({
  id: `${networkOf}/subnets/${name}`,
  name,
  properties: { provisioningState: 'Succeeded', ...properties },
});

export function publicIpAt(estate: Estate, location: string, index: number): ArmResource {
  const dice = estate.dice('public-ip', location, index);
  const name = estate.nameAt('public-ip', location, index);
  const isUsed = dice.chance('attached', 0.8) && index < estate.generated('virtual-machine', location);
  const isStandard = dice.chance('standard', 0.8);
  return {
    id: estate.idAt('public-ip', location, index),
    name,
    location,
    sku: { name: isStandard ? 'Standard' : 'Basic', tier: 'Regional' },
    tags: tagsOf(dice),
    properties: {
      provisioningState: 'Succeeded',
      // A dynamic address is there only while it is used.
      ...((isStandard || isUsed) && {
        ipAddress: `20.${dice.int('ip a', 200)}.${dice.int('ip b', 256)}.${1 + dice.int('ip c', 250)}`,
      }),
      publicIPAddressVersion: 'IPv4',
      publicIPAllocationMethod: isStandard ? 'Static' : 'Dynamic',
      idleTimeoutInMinutes: 4,
      ...(isUsed && { ipConfiguration: { id: `${networkInterfaceId(estate, location, index)}/ipConfigurations/primary` } }),
      ...(dice.chance('dns', 0.3) && { dnsSettings: { domainNameLabel: name, fqdn: `${name}.${location}.cloudapp.azure.com` } }),
    },
  };
}

export function flowLogAt(estate: Estate, location: string, index: number): ArmResource {
  const dice = estate.dice('flow-log', location, index);
  const name = nameOf('fl', index);
  const keeps = dice.chance('retention', 0.75);
  const groups = estate.generated('network-security-group', location);
  return {
    id: `${estate.scope}/resourceGroups/NetworkWatcherRG/providers/Microsoft.Network/networkWatchers/NetworkWatcher_${location}/flowLogs/${name}`,
    name,
    location,
    tags: tagsOf(dice),
    properties: {
      provisioningState: 'Succeeded',
      targetResourceId: groups > 0 ? estate.idAt('network-security-group', location, index % groups) : estate.idAt('virtual-network', location, 0),
      storageId: `${estate.scope}/resourceGroups/rg-shared/providers/Microsoft.Storage/storageAccounts/flows${dice.hex('storage', 8)}`,
      enabled: dice.chance('enabled', 0.85),
      retentionPolicy: { enabled: keeps, days: keeps ? dice.pick('days', [0, 7, 30, 90, 180, 365]) : 0 },
      format: { type: 'JSON', version: 2 },
      flowAnalyticsConfiguration: {
        networkWatcherFlowAnalyticsConfiguration: dice.chance('analytics', 0.5)
          ? {
              enabled: true,
              workspaceRegion: location,
              trafficAnalyticsInterval: 60,
              workspaceResourceId: `${estate.scope}/resourceGroups/rg-shared/providers/Microsoft.OperationalInsights/workspaces/logs`,
            }
          : { enabled: false },
      },
    },
  };
}
