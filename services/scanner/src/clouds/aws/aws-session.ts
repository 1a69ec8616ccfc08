import type { AwsLease } from '@offload/contracts';
import type { CloudSession } from '../../collector/session.ts';
import type { SessionOptions } from '../scanned-cloud.ts';
import { clientConfig, globalRegion, type AwsClientConfig } from './client-config.ts';
import { explainAwsFailure } from './explain-aws-failure.ts';
import { noteFailedOperation, type WatchableClient } from './failed-operation.ts';
import { isGoodElsewhere } from './is-good-elsewhere.ts';
import { readInOnePass } from './read-in-one-pass.ts';

/** The region that a job's requests go to and are signed for, and its lease is asked for: its own, or that of the account-wide services. */
export const endpointRegionOf = (jobRegion: string): string => (jobRegion === 'global' ? globalRegion : jobRegion);

interface StackedClient {
  readonly middlewareStack: { remove(name: string): boolean };
}

/** A client class of the SDK, as `EC2Client`. */
export type AwsClientClass<C> = new (config: AwsClientConfig) => C;

/** Read access to one account in one region, for as long as a lease lasts. */
export interface AwsSession extends CloudSession {
  /** The session's client of that class: made once. */
  client<C>(clientClass: AwsClientClass<C>): C;
}

/** Opens a session on a lease. Nothing is called yet; the first refusal shows when a collector asks. */
export function openAwsSession(lease: AwsLease, options: SessionOptions): AwsSession {
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
    explain: (error) =>
      explainAwsFailure(error, {
        region,
        // Asked once: the answer is the same for every call of the session.
        isGoodElsewhere: () => (goodElsewhere ??= isGoodElsewhere(lease, { ...options, region })),
      }),
  };
}
