import type { AwsLease } from '@offload/contracts';
import { derivedKeySigner, signingIdentity } from './derived-key-signer.ts';
import { LeanHttpHandler } from './lean-http-handler.ts';

/** Where account-wide services of the commercial partition live, and what region their requests are signed for. */
export const globalRegion = 'us-east-1';

// One handler for every client of the process, so that connections are kept and reused. Without its timeouts a server that hangs would hang a job for ever.
const requestHandler = new LeanHttpHandler({ connectionTimeoutMs: 3_000, silenceTimeoutMs: 20_000, connections: 128 });

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
