import ipaddr from 'ipaddr.js';

type Address = ipaddr.IPv4 | ipaddr.IPv6;
type Range = [Address, number];

export interface AddressPolicy {
  /** Whether anybody may make us call this address. */
  permits(address: string): boolean;
  /** Whether the operator named any range at all. */
  readonly allowsAny: boolean;
  /** Whether the operator named a range that holds it. */
  allows(address: string): boolean;
}

const globalIpv6 = ipaddr.parseCIDR('2000::/3') as [ipaddr.IPv6, number];

/** Looks public and is not: the platform service of Azure, which answers any virtual machine there. */
const neverPublic = new Set(['168.63.129.16']);

function matches(address: Address, [range, bits]: Range): boolean {
  return address.kind() === range.kind() && (address as ipaddr.IPv6).match(range as ipaddr.IPv6, bits);
}

/**
 * Decides by address, after resolution. Public unicast addresses are permitted. Loopback, private, link-local, CGNAT, ULA, multicast and
 * reserved ranges, and IPv6 forms that carry an IPv4 address (mapped, NAT64, 6to4, Teredo), are refused unless a range of `allow` holds them.
 * Throws when `allow` holds something that is not a CIDR range.
 */
export function createAddressPolicy(allow: readonly string[]): AddressPolicy {
  const ranges = allow.map((cidr): Range => {
    if (!ipaddr.isValidCIDR(cidr)) throw new Error(`not a CIDR range: ${cidr}`);
    return ipaddr.parseCIDR(cidr) as Range;
  });

  const allows = (text: string): boolean => ipaddr.isValid(text) && ranges.some((range) => matches(ipaddr.parse(text), range));

  return {
    allowsAny: ranges.length > 0,
    allows,
    permits(text) {
      if (!ipaddr.isValid(text)) return false;
      if (allows(text)) return true;

      const address = ipaddr.parse(text);
      if (address.range() !== 'unicast' || neverPublic.has(address.toString())) return false;
      return address.kind() === 'ipv4' || matches(address, globalIpv6);
    },
  };
}
