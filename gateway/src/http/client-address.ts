import proxyAddr from '@fastify/proxy-addr';
import type { IncomingMessage } from 'node:http';

/** The network address that a request comes from. */
export type ClientAddress = (request: IncomingMessage) => string;

/**
 * Reads the address of whoever asks: that of the connection or, where the connection is one of the trusted proxies, what it says in X-Forwarded-For, from the right as far as
 * proxies are trusted. What anybody else writes there is worth nothing. `trusted`: addresses and ranges (`10.0.0.0/8`), or `loopback`, `linklocal`, `uniquelocal`.
 * Throws when one is none of these.
 */
export function createClientAddress(trusted: readonly string[]): ClientAddress {
  const isTrusted = proxyAddr.compile([...trusted]);
  return (request) => proxyAddr(request, isTrusted) ?? '';
}
