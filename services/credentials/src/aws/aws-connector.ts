import { NodeHttpHandler } from '@smithy/node-http-handler';
import { Agent as HttpAgent } from 'node:http';
import { Agent as HttpsAgent } from 'node:https';
import type { Clouds } from '../clouds.ts';
import { AwsError, classifyAwsError } from './aws-error.ts';

export interface AwsCredentials {
  accessKeyId: string;
  secretAccessKey: string;
  sessionToken?: string | undefined;
  expiration?: Date | undefined;
}

/** Gives credentials each time they are needed; the platform's own identity may change while it runs. */
export type AwsCredentialsProvider = () => Promise<AwsCredentials>;

/** AWS accepts signatures that are up to five minutes off. */
const skewToleratedMs = 5 * 60_000;

/** The services that are called here. Each client takes 0.3 to 0.7 s to import, so that none is before it is needed. */
const clients = {
  sts: { load: () => import('@aws-sdk/client-sts'), client: 'STSClient' },
  ec2: { load: () => import('@aws-sdk/client-ec2'), client: 'EC2Client' },
  iam: { load: () => import('@aws-sdk/client-iam'), client: 'IAMClient' },
  s3: { load: () => import('@aws-sdk/client-s3'), client: 'S3Client' },
  rds: { load: () => import('@aws-sdk/client-rds'), client: 'RDSClient' },
  lambda: { load: () => import('@aws-sdk/client-lambda'), client: 'LambdaClient' },
  cloudtrail: { load: () => import('@aws-sdk/client-cloudtrail'), client: 'CloudTrailClient' },
  kms: { load: () => import('@aws-sdk/client-kms'), client: 'KMSClient' },
  guardduty: { load: () => import('@aws-sdk/client-guardduty'), client: 'GuardDutyClient' },
  securityhub: { load: () => import('@aws-sdk/client-securityhub'), client: 'SecurityHubClient' },
} as const;

export type AwsService = keyof typeof clients;
export const awsServices = Object.keys(clients) as AwsService[];

/** Makes calls with one set of credentials. */
export interface AwsCaller {
  /**
   * One call, as `call('sts', 'GetCallerIdentity', {})`, in the caller's region or the given one. Rejects with `AwsError` only.
   * @throws AwsError
   */
  call<T>(service: AwsService, operation: string, input: object, region?: string): Promise<T>;
  /**
   * Whether AWS's clock and ours differ by more than five minutes, as the answers so far show. The SDK corrects for that by itself, silently,
   * so that calls go well; what we derive from our own clock (the days of signing keys, when a lease ends) does not.
   */
  isClockSkewed(): Promise<boolean>;
}

export interface AwsConnector {
  as(credentials: AwsCredentials | AwsCredentialsProvider, region: string): AwsCaller;
  /** Imports the clients ahead of the first connection test, one after the other. */
  preload(): Promise<void>;
  close(): void;
}

interface SdkClient {
  /** `systemClockOffset`: how far AWS's clock was ahead of ours in the last answer, in ms. */
  readonly config: { systemClockOffset?: number };
  send(command: object): Promise<unknown>;
}
type SdkModule = Record<string, new (input: object) => SdkClient>;

/** The SDK's module of a service; for the test that every probe names an operation that exists. */
export const loadAwsModule = (service: AwsService): Promise<SdkModule> => clients[service].load() as unknown as Promise<SdkModule>;

/**
 * The way to AWS. Nothing of the process's environment decides where calls go or as whom: no profile, no AWS_ENDPOINT_URL, no proxy.
 * With the simulator every call goes there, and none anywhere else.
 */
export function createAwsConnector(clouds: Clouds): AwsConnector {
  // Agents of our own: the global ones follow proxy variables when NODE_USE_ENV_PROXY is set.
  const agents = {
    httpAgent: new HttpAgent({ keepAlive: true, maxSockets: 64 }),
    httpsAgent: new HttpsAgent({ keepAlive: true, maxSockets: 64 }),
  };
  const requestHandler = new NodeHttpHandler({ ...agents, connectionTimeout: 3_000, requestTimeout: 20_000, throwOnRequestTimeout: true });

  function settingsOf(service: AwsService, region: string, credentials: AwsCredentials | AwsCredentialsProvider): object {
    return {
      region,
      credentials,
      requestHandler,
      ...(clouds.mode === 'simulator' && { endpoint: clouds.url }),
      ignoreConfiguredEndpointUrls: true,
      useFipsEndpoint: false,
      useDualstackEndpoint: false,
      maxAttempts: 3,
      retryMode: 'standard',
      defaultsMode: 'standard',
      userAgentAppId: 'offload-security',
      ...(service === 's3' && { followRegionRedirects: true, forcePathStyle: clouds.mode === 'simulator' }),
    };
  }

  return {
    as(credentials, callerRegion) {
      const made = new Map<string, Promise<{ module: SdkModule; client: SdkClient }>>();

      async function make(service: AwsService, region: string): Promise<{ module: SdkModule; client: SdkClient }> {
        const module = await loadAwsModule(service);
        return { module, client: new module[clients[service].client]!(settingsOf(service, region, credentials)) };
      }

      return {
        async isClockSkewed() {
          const clients = await Promise.all(made.values());
          return clients.some(({ client }) => Math.abs(client.config.systemClockOffset ?? 0) > skewToleratedMs);
        },
        async call<T>(service: AwsService, operation: string, input: object, region = callerRegion) {
          const key = `${service} ${region}`;
          if (!made.has(key)) made.set(key, make(service, region));
          const { module, client } = await made.get(key)!;

          const Command = module[`${operation}Command`];
          if (!Command) throw new AwsError(`${service}:${operation}`, 'OTHER', 'NoSuchOperation');
          try {
            return (await client.send(new Command(input))) as T;
          } catch (error) {
            throw classifyAwsError(`${service}:${operation}`, error);
          }
        },
      };
    },
    async preload() {
      for (const { load } of Object.values(clients)) await load();
    },
    close() {
      requestHandler.destroy();
    },
  };
}
