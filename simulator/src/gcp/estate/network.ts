/** VPC networks, subnetworks, firewall rules and the project's Compute Engine settings. */
import { computeUrl, networkName, networkOf, subnetworkName } from './compute.ts';
import type { Estate } from './estate.ts';
import type { Resource } from './resource.ts';
import { GLOBAL } from './resource-types.ts';

export function networkAt(estate: Estate, _location: string, index: number): Resource {
  const { projectId } = estate.options;
  const dice = estate.dice('network', GLOBAL, index);
  const name = networkName(index);
  const createTime = estate.daysAgo(200 + dice.int('age', 900));
  // A legacy network has one range of its own and no subnetworks.
  const isLegacy = index > 1 && dice.chance('legacy', 0.1);
  return {
    name: `//compute.googleapis.com/projects/${projectId}/global/networks/${name}`,
    location: GLOBAL,
    displayName: name,
    createTime,
    data: {
      kind: 'compute#network',
      id: estate.numericId(dice),
      name,
      selfLink: computeUrl(`projects/${projectId}/global/networks/${name}`),
      creationTimestamp: createTime,
      ...(isLegacy ? { IPv4Range: '10.240.0.0/16', gatewayIPv4: '10.240.0.1' } : { autoCreateSubnetworks: index === 0 }),
      routingConfig: { routingMode: dice.chance('routing', 0.3) ? 'GLOBAL' : 'REGIONAL' },
      mtu: 1460,
    },
  };
}

export function subnetworkAt(estate: Estate, region: string, index: number): Resource {
  const { projectId } = estate.options;
  const dice = estate.dice('subnetwork', region, index);
  const name = subnetworkName(index);
  const createTime = estate.daysAgo(100 + dice.int('age', 900));
  const hasFlowLogs = dice.chance('flow logs', index === 0 ? 0.3 : 0.6);
  const isProxy = index > 2 && dice.chance('proxy', 0.15);
  return {
    name: `//compute.googleapis.com/projects/${projectId}/regions/${region}/subnetworks/${name}`,
    location: region,
    displayName: name,
    createTime,
    data: {
      kind: 'compute#subnetwork',
      id: estate.numericId(dice),
      name,
      region: computeUrl(`projects/${projectId}/regions/${region}`),
      selfLink: computeUrl(`projects/${projectId}/regions/${region}/subnetworks/${name}`),
      network: computeUrl(`projects/${projectId}/global/networks/${networkName(networkOf(estate, index))}`),
      creationTimestamp: createTime,
      ipCidrRange: `10.${128 + (index % 64)}.${(index >> 6) % 256}.0/20`,
      gatewayAddress: `10.${128 + (index % 64)}.${(index >> 6) % 256}.1`,
      privateIpGoogleAccess: dice.chance('google access', 0.6),
      purpose: isProxy ? 'REGIONAL_MANAGED_PROXY' : 'PRIVATE',
      stackType: 'IPV4_ONLY',
      ...(hasFlowLogs && {
        enableFlowLogs: true,
        logConfig: {
          enable: true,
          aggregationInterval: dice.pick('interval', ['INTERVAL_5_SEC', 'INTERVAL_10_MIN']),
          flowSampling: dice.pick('sampling', [0.5, 1]),
          metadata: 'INCLUDE_ALL_METADATA',
        },
      }),
    },
  };
}

/** What Google puts into every default network, then what people add. */
const defaultRules = [
  { name: 'default-allow-icmp', sourceRanges: ['0.0.0.0/0'], allowed: [{ IPProtocol: 'icmp' }] },
  { name: 'default-allow-ssh', sourceRanges: ['0.0.0.0/0'], allowed: [{ IPProtocol: 'tcp', ports: ['22'] }] },
  { name: 'default-allow-rdp', sourceRanges: ['0.0.0.0/0'], allowed: [{ IPProtocol: 'tcp', ports: ['3389'] }] },
  {
    name: 'default-allow-internal',
    sourceRanges: ['10.128.0.0/9'],
    allowed: [{ IPProtocol: 'tcp', ports: ['0-65535'] }, { IPProtocol: 'udp', ports: ['0-65535'] }, { IPProtocol: 'icmp' }],
  },
];
const portSets = [['443'], ['80', '443'], ['22'], ['3389'], ['20-25'], ['5432'], ['8080-8090'], ['1-65535']] as const;

export function firewallAt(estate: Estate, _location: string, index: number): Resource {
  const { projectId } = estate.options;
  const dice = estate.dice('firewall', GLOBAL, index);
  const given = defaultRules[index];
  const name = given?.name ?? `allow-${index}`;
  const isEgress = !given && dice.chance('egress', 0.15);
  const isDeny = !given && dice.chance('deny', 0.12);
  const isOpen = dice.chance('open', 0.35);
  const ranges = isOpen
    ? ['0.0.0.0/0', ...(dice.chance('ipv6', 0.2) ? ['::/0'] : [])]
    : [dice.pick('range', ['10.0.0.0/8', '35.235.240.0/20', '203.0.113.0/24'])];
  const rules = given?.allowed ?? [
    dice.chance('all', 0.05)
      ? { IPProtocol: 'all' }
      : { IPProtocol: dice.chance('udp', 0.1) ? 'udp' : 'tcp', ports: [...dice.pick('ports', portSets)] },
  ];
  const createTime = estate.daysAgo(30 + dice.int('age', 900));
  const network = given ? 0 : dice.int('network', estate.count('network', GLOBAL));
  return {
    name: `//compute.googleapis.com/projects/${projectId}/global/firewalls/${name}`,
    location: GLOBAL,
    displayName: name,
    createTime,
    data: {
      kind: 'compute#firewall',
      id: estate.numericId(dice),
      name,
      selfLink: computeUrl(`projects/${projectId}/global/firewalls/${name}`),
      network: computeUrl(`projects/${projectId}/global/networks/${networkName(network)}`),
      creationTimestamp: createTime,
      description: '',
      priority: given ? 65534 : 1000,
      direction: isEgress ? 'EGRESS' : 'INGRESS',
      ...(isEgress ? { destinationRanges: ranges } : { sourceRanges: given?.sourceRanges ?? ranges }),
      ...(!given && dice.chance('tags', 0.5) && { targetTags: [dice.pick('target', ['web', 'api', 'bastion', 'public'])] }),
      ...(isDeny ? { denied: rules } : { allowed: rules }),
      disabled: !given && dice.chance('disabled', 0.08),
      logConfig: { enable: dice.chance('log', 0.4) },
    },
  };
}

export function computeProjectAt(estate: Estate, _location: string, _index: number): Resource {
  const { projectId, canary } = estate.options;
  const dice = estate.dice('compute-project', GLOBAL, 0);
  const createTime = estate.daysAgo(1200);
  return {
    name: `//compute.googleapis.com/projects/${projectId}`,
    location: GLOBAL,
    displayName: projectId,
    createTime,
    data: {
      kind: 'compute#project',
      id: estate.numericId(dice),
      name: projectId,
      selfLink: computeUrl(`projects/${projectId}`),
      creationTimestamp: createTime,
      defaultServiceAccount: `${estate.options.projectNumber}-compute@developer.gserviceaccount.com`,
      defaultNetworkTier: 'PREMIUM',
      xpnProjectStatus: 'UNSPECIFIED_XPN_PROJECT_STATUS',
      commonInstanceMetadata: {
        kind: 'compute#metadata',
        fingerprint: dice.hex('fingerprint', 11),
        items: [
          { key: 'enable-oslogin', value: dice.chance('os login', 0.5) ? 'TRUE' : 'FALSE' },
          { key: 'ssh-keys', value: `deploy:ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAI${dice.hex('ssh', 40)} deploy@build` },
          { key: 'registry-token', value: canary },
        ],
      },
    },
  };
}
