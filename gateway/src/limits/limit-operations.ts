import type { Principal } from '@offload/contracts';
import { isIPv6 } from 'node:net';
import type { GatewayConfig } from '../config.ts';
import { createRateLimit, type RateLimit } from './limit-rate.ts';

/** Counts an operation of somebody, or of nobody at an address. Throws RATE_LIMITED, and then counts nothing. */
export type OperationRate = (principal: Principal | null, address: string) => void;

export const callerOf = ({ tenantId, subject }: Principal): string => `${tenantId} ${subject}`;

/** Those who share an address in IPv6 share its first 64 bits: whoever has one has all of them. */
export function blockOf(address: string): string {
  if (!isIPv6(address) || address.includes('.')) return address;
  const [head = '', tail] = address.split('%')[0]!.split('::');
  const parts = head === '' ? [] : head.split(':');
  const end = tail === undefined || tail === '' ? [] : tail.split(':');
  const zeros = tail === undefined ? [] : Array<string>(Math.max(0, 8 - parts.length - end.length)).fill('0');
  return [...parts, ...zeros, ...end]
    .slice(0, 4)
    .map((part) => part.replace(/^0+(?=.)/, '').toLowerCase())
    .join(':');
}

/** Makes the bucket that a network address has for what it does without credentials, or with wrong ones. */
export const createAddressRate = (config: GatewayConfig, clock: () => number): RateLimit =>
  createRateLimit({ perSecond: config.RATE_PER_ADDRESS, burst: config.RATE_BURST_PER_ADDRESS, scope: 'address', clock });

/** Makes the rates of operations: each counts for the key or the person, and for the tenant; without credentials for the address. */
export function createOperationRate(config: GatewayConfig, address: RateLimit, clock: () => number): OperationRate {
  const caller = createRateLimit({ perSecond: config.RATE_PER_SECOND, burst: config.RATE_BURST, scope: 'caller', clock });
  const tenant = createRateLimit({ perSecond: config.RATE_PER_TENANT, burst: config.RATE_BURST_PER_TENANT, scope: 'tenant', clock });

  return (principal, from) => {
    if (!principal) return address.take(blockOf(from));
    tenant.demand(principal.tenantId);
    caller.take(callerOf(principal));
    tenant.take(principal.tenantId);
  };
}
