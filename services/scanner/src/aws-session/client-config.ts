import { Agent as HttpAgent } from 'node:http';
import { Agent as HttpsAgent } from 'node:https';
import type { AwsLease } from '@offload/contracts';
import { NodeHttpHandler } from '@smithy/node-http-handler';
import { ConnectionFailed } from './connection-failed.ts';
import { derivedKeySigner, signingIdentity } from './derived-key-signer.ts';

/** Where account-wide services of the commercial partition live, and what region their requests are signed for. */
export const globalRegion = 'us-east-1';

/** Tells a request that got no answer from one that was refused. */
class ConnectionHandler extends NodeHttpHandler {
  override async handle(...args: Parameters<NodeHttpHandler['handle']>): ReturnType<NodeHttpHandler['handle']> {
    try {
      return await super.handle(...args);
    } catch (error) {
      throw new ConnectionFailed(error);
    }
  }
}

// One handler for every client of the process, so that connections are kept and reused. An agent of our own also means no proxy: those of
// the environment are for the global agent. Without `throwOnRequestTimeout` a server that hangs would hang a job for ever.
const requestHandler = new ConnectionHandler({
  connectionTimeout: 3_000,
  requestTimeout: 20_000,
  throwOnRequestTimeout: true,
  httpAgent: new HttpAgent({ keepAlive: true, maxSockets: 128 }),
  httpsAgent: new HttpsAgent({ keepAlive: true, maxSockets: 128 }),
});

export interface ClientConfigOptions {
  readonly region: string;
  /** The simulator's address; null: AWS itself. */
  readonly endpointOverride: string | null;
  /** 5 when not said. */
  readonly maxAttempts?: number;
}

/** What a session passes to any client of the SDK. */
export type AwsClientConfig = ReturnType<typeof clientConfig>;

/** How clients reach AWS with a lease: nothing comes from the environment. */
export function clientConfig(lease: AwsLease, { region, endpointOverride, maxAttempts = 5 }: ClientConfigOptions) {
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
      : { credentials: signingIdentity(lease), signerConstructor: derivedKeySigner(lease) }),
  };
}
