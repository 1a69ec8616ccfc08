import type { LookupAddress } from 'node:dns';
import { Resolver } from 'node:dns/promises';

/** For one question to one server; it is asked twice. */
const timeoutMs = 2_000;

/**
 * Resolves names by asking DNS itself. The system's resolver would do it on two threads of the process: a few names whose servers never answer, which
 * anybody can enter, would hold up every other name. Here any number is under way at once. Full names only, and what /etc/hosts says is not read.
 * Rejects when a name has no address. `servers` are those of the system when not said.
 */
export function createNameResolver(servers?: readonly string[]): (hostname: string) => Promise<LookupAddress[]> {
  const resolver = new Resolver({ timeout: timeoutMs, tries: 2 });
  if (servers) resolver.setServers([...servers]);

  return async (hostname) => {
    const [v4, v6] = await Promise.allSettled([resolver.resolve4(hostname), resolver.resolve6(hostname)]);
    const addresses = [...addressesOf(v4, 4), ...addressesOf(v6, 6)];
    if (addresses.length === 0 && v4.status === 'rejected') throw v4.reason;
    return addresses;
  };
}

const addressesOf = (answer: PromiseSettledResult<string[]>, family: 4 | 6): LookupAddress[] =>
  answer.status === 'fulfilled' ? answer.value.map((address) => ({ address, family })) : [];
