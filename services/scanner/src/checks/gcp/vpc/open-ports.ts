import type { gcpComputeFirewall, GcpFirewallTraffic, ResourceOf } from '@offload/contracts';

type Firewall = Pick<ResourceOf<typeof gcpComputeFirewall>, 'direction' | 'isDisabled' | 'sourceRanges' | 'allowed'>;

/** Databases, caches, brokers, file shares and consoles: nothing that anybody outside should reach. */
export const riskyPorts: readonly number[] = [
  ...[21, 23, 25, 110, 135, 139, 445, 1433, 1434, 1521, 2049, 2375, 3306, 5432, 5601, 5900, 5984],
  ...[6379, 7000, 7001, 8088, 8888, 9042, 9090, 9200, 9300, 11211, 27017, 27018, 50000, 61620],
];

const anywhere = new Set(['0.0.0.0/0', '::/0', '::']);

/**
 * Says which of the TCP ports a rule opens to every address: `port 22 is open to 0.0.0.0/0`; undefined when it opens none of them. Rules that are
 * disabled, that deny, or that are for outgoing traffic open nothing.
 */
export function openToAnywhere({ direction, isDisabled, sourceRanges, allowed }: Firewall, ports: readonly number[]): string | undefined {
  if (direction !== 'INGRESS' || isDisabled) return undefined;
  const range = sourceRanges.find((one) => anywhere.has(one));
  if (range === undefined) return undefined;
  for (const traffic of allowed) {
    const opened = openedBy(traffic, ports);
    if (opened !== undefined) return `${opened} is open to ${range}`;
  }
  return undefined;
}

function openedBy({ protocol, ports }: GcpFirewallTraffic, wanted: readonly number[]): string | undefined {
  if (protocol === 'all') return 'every port of every protocol';
  if (protocol !== 'tcp' && protocol !== '6') return undefined;
  if (ports.length === 0) return 'every TCP port';
  for (const range of ports) {
    const [from = 0, to = from] = range.split('-').map(Number);
    const port = wanted.find((one) => from <= one && one <= to);
    if (port !== undefined) return from === to ? `port ${port}` : `port ${port} (of ${range})`;
  }
  return undefined;
}
