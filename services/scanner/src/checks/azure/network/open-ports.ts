import type { NetworkSecurityRule } from '@offload/contracts';
import { fail, pass, type Verdict } from '../../../check/check.ts';

/** How rules write "from anywhere". */
const anywhere = new Set(['*', '0.0.0.0', 'internet', 'any']);

const isFromAnywhere = ({ sources }: NetworkSecurityRule): boolean =>
  sources.some((source) => anywhere.has(source.toLowerCase()) || source.endsWith('/0'));

/** What a check looks for: `ports` null means any port at all. */
export interface Door {
  readonly protocol: 'tcp' | 'udp';
  readonly ports: readonly number[] | null;
}

/** Fails when the rules let anybody in through one of the ports. Rules are looked at in their order: the first that a packet meets decides. */
export function judgeDoor(rules: readonly NetworkSecurityRule[], { protocol, ports }: Door): Verdict {
  const inbound = rules
    .filter((rule) => rule.direction === 'inbound' && isFromAnywhere(rule) && (rule.protocol === '*' || rule.protocol === protocol))
    .sort((one, other) => one.priority - other.priority);
  for (const port of ports ?? [null]) {
    // Only a denial of the whole port, wherever it goes, shuts what stands below it.
    const deciding = inbound.find((rule) => speaksOf(rule, port) && (rule.access === 'allow' || rule.destinations.includes('*')));
    if (deciding?.access === 'allow') return fail(`rule ${deciding.name} opens ${describe(deciding, port)} to the Internet`);
  }
  return pass;
}

function speaksOf({ access, destinationPorts }: NetworkSecurityRule, port: number | null): boolean {
  if (port === null) return access === 'allow' ? destinationPorts.length > 0 : destinationPorts.includes('*');
  return destinationPorts.some((range) => {
    if (range === '*') return true;
    const [from, to = from] = range.split('-').map(Number);
    return from! <= port && port <= to!;
  });
}

function describe({ protocol, destinationPorts }: NetworkSecurityRule, port: number | null): string {
  const range = destinationPorts.includes('*') ? 'every port' : `port ${destinationPorts.join(', ')}`;
  const ofProtocol = protocol === '*' ? `${range} of every protocol` : `${protocol.toUpperCase()} ${range}`;
  return port === null || destinationPorts.includes(String(port)) ? ofProtocol : `${ofProtocol}, with ${port} among them,`;
}
