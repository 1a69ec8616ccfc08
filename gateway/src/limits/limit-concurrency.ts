import type { Principal } from '@offload/contracts';
import type { GatewayConfig } from '../config.ts';
import { refusal, type LimitScope, type RefusalCode } from '../errors/refusal.ts';
import { blockOf, callerOf } from './limit-operations.ts';

/** Gives back what was counted; once, however often it is called. */
export type End = () => void;

/** Counts what somebody has open at the same time. Gives the function that ends it; throws when there is too much. */
export type ConcurrencyLimit = (who: string) => End;

export interface ConcurrencyOptions {
  most: number;
  code: RefusalCode;
  scope: LimitScope;
  /** What is counted, as `subscriptions of one caller`. */
  noun: string;
}

/** Limits what is open at the same time in this process, by name. Only those are remembered who have something open. */
export function createConcurrencyLimit({ most, code, scope, noun }: ConcurrencyOptions): ConcurrencyLimit {
  const open = new Map<string, number>();

  return (who) => {
    const now = open.get(who) ?? 0;
    if (now >= most) throw refusal(code, `More than ${most} ${noun} at the same time`, { scope, limit: most, found: now + 1 });
    open.set(who, now + 1);

    let ended = false;
    return () => {
      if (ended) return;
      ended = true;
      const left = (open.get(who) ?? 1) - 1;
      if (left > 0) open.set(who, left);
      else open.delete(who);
    };
  };
}

/** Counts for several limits, all or none. */
function openAll(...opens: readonly (() => End)[]): End {
  const ends: End[] = [];
  const end = (): void => ends.forEach((one) => one());
  try {
    for (const open of opens) ends.push(open());
  } catch (error) {
    end();
    throw error;
  }
  return end;
}

/** Counts a subscription of somebody. Throws SUBSCRIPTION_LIMIT_EXCEEDED. */
export type SubscriptionLimit = (principal: Principal) => End;

/** Limits the subscriptions that one caller, and one tenant, has open in this process. */
export function createSubscriptionLimit(config: GatewayConfig): SubscriptionLimit {
  const code = 'SUBSCRIPTION_LIMIT_EXCEEDED';
  const callers = createConcurrencyLimit({ most: config.MAX_SUBSCRIPTIONS, code, scope: 'caller', noun: 'subscriptions of one caller' });
  const tenants = createConcurrencyLimit({ most: config.MAX_SUBSCRIPTIONS_PER_TENANT, code, scope: 'tenant', noun: 'subscriptions of one tenant' });
  return (principal) =>
    openAll(
      () => callers(callerOf(principal)),
      () => tenants(principal.tenantId),
    );
}

/** The limits of WebSockets. Both throw CONNECTION_LIMIT_EXCEEDED. */
export interface ConnectionLimits {
  /** Counts a socket. */
  open(): End;
  /** Counts a socket of an address until it is known whose it is. */
  wait(address: string): End;
  /** Counts a socket of somebody. */
  known(principal: Principal): End;
}

/** Limits WebSockets: in all, waiting at one address, of one caller and of one tenant. */
export function createConnectionLimits(config: GatewayConfig): ConnectionLimits {
  const code = 'CONNECTION_LIMIT_EXCEEDED';
  const all = createConcurrencyLimit({ most: config.MAX_CONNECTIONS, code, scope: 'everybody', noun: 'WebSockets' });
  const addresses = createConcurrencyLimit({
    most: config.MAX_WAITING_CONNECTIONS,
    code,
    scope: 'address',
    noun: 'WebSockets of one address that have not said whose they are',
  });
  const callers = createConcurrencyLimit({ most: config.MAX_CONNECTIONS_PER_CALLER, code, scope: 'caller', noun: 'WebSockets of one caller' });
  const tenants = createConcurrencyLimit({ most: config.MAX_CONNECTIONS_PER_TENANT, code, scope: 'tenant', noun: 'WebSockets of one tenant' });

  return {
    open: () => all(''),
    wait: (address) => addresses(blockOf(address)),
    known: (principal) =>
      openAll(
        () => callers(callerOf(principal)),
        () => tenants(principal.tenantId),
      ),
  };
}
