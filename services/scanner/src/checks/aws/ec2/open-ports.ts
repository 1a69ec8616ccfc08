import type { SecurityGroupRule } from '@offload/contracts';

export interface PortRange {
  readonly from: number;
  readonly to: number;
}

/** SSH and RDP: what administrators come in through. */
export const adminPorts: readonly number[] = [22, 3389];

/** Databases, caches, message brokers and file shares: nothing that anybody outside should reach. */
export const riskyPorts: readonly number[] = [
  ...[20, 21, 23, 25, 110, 135, 139, 143, 445, 1433, 1434, 3000, 3306, 4333, 5000, 5432, 5500, 5601],
  ...[6379, 8080, 8088, 8888, 9200, 9300, 11211, 27017, 27018],
];

/** What comes from anywhere: `0.0.0.0/0`, or `::/0`. */
export const isFromAnywhere = {
  ipv4: ({ ipv4Cidrs }: SecurityGroupRule): boolean => ipv4Cidrs.includes('0.0.0.0/0'),
  ipv6: ({ ipv6Cidrs }: SecurityGroupRule): boolean => ipv6Cidrs.includes('::/0'),
};

/** The first of the TCP ports that a rule opens; undefined when it opens none of them. */
export function openPort(rule: SecurityGroupRule, ports: readonly number[]): number | undefined {
  if (rule.protocol === 'all') return ports[0];
  if (rule.protocol !== 'tcp' && rule.protocol !== '6') return undefined;
  const { fromPort, toPort } = rule;
  if (fromPort === null || toPort === null || fromPort === -1) return ports[0];
  return ports.find((port) => fromPort <= port && port <= toPort);
}

/** Says which port stands open to whom: `port 22 (all ports) is open to 0.0.0.0/0`. */
export function openPortMessage(rule: SecurityGroupRule, port: number, to: string): string {
  if (rule.protocol === 'all') return `every port of every protocol is open to ${to}`;
  const { fromPort, toPort } = rule;
  return fromPort === toPort
    ? `port ${port} is open to ${to}`
    : `ports ${fromPort} to ${toPort}, with ${port} among them, are open to ${to}`;
}
