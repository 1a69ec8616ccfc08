import { createHmac } from 'node:crypto';
import { AssumeRoleCommand, STSClient } from '@aws-sdk/client-sts';
import type { AwsLease } from '@offload/contracts';
import { startSimulator, type Simulator } from '@offload/simulator';
import { canary, type SimulatedCloud } from '../../testing/simulated-cloud.ts';
import { openAwsSession, type AwsClientClass, type AwsSession } from '../aws-session.ts';

export interface SimulatedAws extends SimulatedCloud<AwsSession> {
  /** A session of the account's role. */
  readonly lease: AwsLease & { readonly kind: 'AWS_SESSION' };
}

/** Starts a simulator with an account of so many resources, and assumes the role that lets the platform in. */
export async function simulatedAws(size: number, enabledRegions: readonly string[]): Promise<SimulatedAws> {
  const simulator = await startSimulator({ seed: 'collectors', size, canary });
  const { accountId } = await simulator.createAccount({ enabledRegions: [...enabledRegions] });
  const { roleArn } = await simulator.applyOnboarding({
    accountId,
    principalArn: simulator.platform.principalArn,
    externalId: 'an-external-id',
  });
  const ownLease = await leaseRole(simulator, roleArn);

  return {
    provider: 'AWS',
    simulator,
    accountId,
    regions: enabledRegions,
    lease: ownLease,
    open(region, { lease = ownLease, maxAttempts, pageSize } = {}) {
      const session = openAwsSession(lease as AwsLease, {
        accountId,
        region,
        endpointOverride: simulator.endpoint,
        ...(maxAttempts !== undefined && { maxAttempts }),
      });
      return pageSize === undefined ? session : withPagesOf(session, pageSize);
    },
    counts: async () => (await simulator.counts(accountId)).byType,
    // It never was one of the account's.
    closeRegion: async () => 'ap-southeast-2',
  };
}

async function leaseRole(simulator: Simulator, roleArn: string): Promise<SimulatedAws['lease']> {
  const sts = new STSClient({ region: 'us-east-1', endpoint: simulator.endpoint, credentials: simulator.platform });
  const assumed = await sts.send(new AssumeRoleCommand({ RoleArn: roleArn, RoleSessionName: 'offload-scan', ExternalId: 'an-external-id' }));
  const { AccessKeyId = '', SecretAccessKey = '', SessionToken = '', Expiration = new Date(0) } = assumed.Credentials ?? {};
  return {
    kind: 'AWS_SESSION',
    accessKeyId: AccessKeyId,
    secretAccessKey: SecretAccessKey,
    sessionToken: SessionToken,
    expiresAt: Expiration.toISOString(),
  };
}

/** The lease of an access key: its SigV4 keys for one day, region and services, as credentials derives them. */
export function signingKeys(key: { accessKeyId: string; secretAccessKey: string }, date: Date, region: string, services: string[]): AwsLease {
  const day = date.toISOString().slice(0, 10).replaceAll('-', '');
  const hmac = (secret: string | Buffer, text: string): Buffer => createHmac('sha256', secret).update(text).digest();
  const derive = (service: string): Buffer => hmac(hmac(hmac(hmac(`AWS4${key.secretAccessKey}`, day), region), service), 'aws4_request');
  return {
    kind: 'AWS_SIGNING_KEYS',
    accessKeyId: key.accessKeyId,
    sessionToken: null,
    keys: services.map((service) => ({ date: day, region, service, key: derive(service).toString('base64') })),
    expiresAt: new Date(date.getTime() + 3_600_000).toISOString(),
  };
}

/** The names that AWS has for how many items a page may hold, and the least that it accepts. */
const pageSizes = { MaxResults: 5, MaxItems: 1, MaxRecords: 20, MaxBuckets: 1, Limit: 1 };

function withPagesOf(session: AwsSession, pageSize: number): AwsSession {
  const small = new WeakSet<object>();
  return {
    ...session,
    client<C>(clientClass: AwsClientClass<C>): C {
      const client = session.client(clientClass);
      if (!small.has(client as object)) {
        small.add(client as object);
        (client as unknown as STSClient).middlewareStack.add(
          (next) => (args) => {
            const input = args.input as Record<string, unknown>;
            for (const [name, least] of Object.entries(pageSizes)) {
              if (typeof input[name] === 'number') input[name] = Math.min(input[name], Math.max(least, pageSize));
            }
            return next(args);
          },
          { step: 'initialize', name: 'smallPages' },
        );
      }
      return client;
    },
  };
}
