import type { AwsLease } from '@offload/contracts';
import { clientConfig, globalRegion, type AwsClientConfig } from './client-config.ts';
import { noteFailedOperation, type WatchableClient } from './failed-operation.ts';
import { isGoodElsewhere } from './is-good-elsewhere.ts';
import { readInOnePass } from './read-in-one-pass.ts';

/** The region that a job's requests go to and are signed for, and its lease is asked for: its own, or that of the account-wide services. */
export const endpointRegionOf = (jobRegion: string): string => (jobRegion === 'global' ? globalRegion : jobRegion);

export interface AwsSessionOptions {
  /** The account that the lease opens: twelve digits. ARNs that the provider does not spell out are made with it. */
  readonly accountId: string;
  /** A job's region: `eu-west-1`, or `global`. */
  readonly region: string;
  /** The simulator's address; null: AWS itself. Variables of the environment never redirect a session. */
  readonly endpointOverride: string | null;
  /** How often a request is tried in all, throttled or failed on the way; 5 when not said. */
  readonly maxAttempts?: number;
}

interface StackedClient {
  readonly middlewareStack: { remove(name: string): boolean };
}

/** A client class of the SDK, as `EC2Client`. */
export type AwsClientClass<C> = new (config: AwsClientConfig) => C;

/** Read access to one account in one region, for as long as a lease lasts. */
export interface AwsSession {
  readonly accountId: string;
  /** A real region, never `global`. */
  readonly region: string;
  /** The session's client of that class: made once. */
  client<C>(clientClass: AwsClientClass<C>): C;
  /** Whether AWS takes the session's credentials in other regions, when this one does not know them: then the region is off. */
  isGoodElsewhere(): Promise<boolean>;
}

/** Opens a session on a lease. Nothing is called yet; the first refusal shows when a collector asks. */
export function openAwsSession(lease: AwsLease, options: AwsSessionOptions): AwsSession {
  const clients = new Map<unknown, unknown>();
  const region = endpointRegionOf(options.region);
  const config = clientConfig(lease, { ...options, region });
  let goodElsewhere: Promise<boolean> | undefined;

  return {
    accountId: options.accountId,
    region,
    client<C>(clientClass: AwsClientClass<C>): C {
      let client = clients.get(clientClass) as C | undefined;
      if (client === undefined) {
        client = new clientClass(config);
        noteFailedOperation(client as WatchableClient);
        readInOnePass(client);
        // It copies every answer, field by field, for a logger that nobody gave.
        (client as StackedClient).middlewareStack.remove('loggerMiddleware');
        clients.set(clientClass, client);
      }
      return client;
    },
    isGoodElsewhere: () => (goodElsewhere ??= isGoodElsewhere(lease, { ...options, region })),
  };
}
