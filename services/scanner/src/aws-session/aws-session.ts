import { Agent as HttpAgent } from 'node:http';
import { Agent as HttpsAgent } from 'node:https';
import type { AwsLease } from '@offload/contracts';
import { NodeHttpHandler } from '@smithy/node-http-handler';
import { derivedKeySigner, signingIdentity } from './derived-key-signer.ts';
import { noteFailedOperation, type WatchableClient } from './failed-operation.ts';

/** Where account-wide services of the commercial partition live, and what region their requests are signed for. */
export const globalRegion = 'us-east-1';

/** The region that a job's requests go to and are signed for: its own, or for `global` that of the account-wide services. Ask for the lease with this. */
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

/** What a session passes to any client of the SDK. */
export type AwsClientConfig = ReturnType<typeof clientConfig>;

/** A client class of the SDK, as `EC2Client`. */
export type AwsClientClass<C> = new (config: AwsClientConfig) => C;

/** Read access to one account in one region, for as long as a lease lasts. */
export interface AwsSession {
  readonly accountId: string;
  /** A real region, never `global`. */
  readonly region: string;
  /** The session's client of that class: made once. */
  client<C>(clientClass: AwsClientClass<C>): C;
}

// One handler for every client of the process, so that connections are kept and reused. An agent of our own also means no proxy: those of
// the environment are for the global agent. Without `throwOnRequestTimeout` a server that hangs would hang a job for ever.
const requestHandler = new NodeHttpHandler({
  connectionTimeout: 3_000,
  requestTimeout: 20_000,
  throwOnRequestTimeout: true,
  httpAgent: new HttpAgent({ keepAlive: true, maxSockets: 128 }),
  httpsAgent: new HttpsAgent({ keepAlive: true, maxSockets: 128 }),
});

/** Opens a session on a lease. Nothing is called yet; the first refusal shows when a collector asks. */
export function openAwsSession(lease: AwsLease, options: AwsSessionOptions): AwsSession {
  const clients = new Map<unknown, unknown>();
  const region = endpointRegionOf(options.region);
  const config = clientConfig(lease, { ...options, region });

  return {
    accountId: options.accountId,
    region,
    client<C>(clientClass: AwsClientClass<C>): C {
      let client = clients.get(clientClass) as C | undefined;
      if (client === undefined) {
        client = new clientClass(config);
        noteFailedOperation(client as WatchableClient);
        clients.set(clientClass, client);
      }
      return client;
    },
  };
}

/** The part of the SDK's endpoint resolution that a signer is given. */
interface SigningScheme {
  readonly signingName?: string;
  readonly signingRegion?: string;
}

function clientConfig(lease: AwsLease, { region, endpointOverride, maxAttempts = 5 }: AwsSessionOptions) {
  return {
    region,
    requestHandler,
    maxAttempts,
    retryMode: 'standard',
    // Everything that the SDK would otherwise look for in the environment or in ~/.aws is said here.
    defaultsMode: 'standard' as const,
    ignoreConfiguredEndpointUrls: true,
    useDualstackEndpoint: false,
    useFipsEndpoint: false,
    userAgentAppId: 'offload-security',
    ...(endpointOverride === null ? {} : { endpoint: endpointOverride, forcePathStyle: true }),
    ...(lease.kind === 'AWS_SESSION'
      ? { credentials: { accessKeyId: lease.accessKeyId, secretAccessKey: lease.secretAccessKey, sessionToken: lease.sessionToken } }
      : {
          credentials: signingIdentity(lease),
          signer: async (scheme?: SigningScheme) =>
            derivedKeySigner(lease, { region: scheme?.signingRegion ?? region, service: scheme?.signingName ?? '' }),
        }),
  };
}
