import { createHmac } from 'node:crypto';
import { AssumeRoleCommand, STSClient } from '@aws-sdk/client-sts';
import type { AwsLease } from '@offload/contracts';
import { startSimulator, type AccountView, type FaultRule, type Simulator } from '@offload/simulator';
import { openAwsSession, type AwsClientClass, type AwsSession } from '../../clouds/aws/aws-session.ts';
import type { Gap, JobOutput, Judgement, NativeFinding } from '../../collection/collection.ts';
import { planServices } from '../../collection/plan-services.ts';
import { runJob } from '../../collection/run-job.ts';

export const canary = 'c4n4ry-planted-by-the-simulator';

/** What a job yielded, by kind. */
export interface Yielded {
  readonly pages: (JobOutput & { kind: 'resources' })[];
  readonly assets: (JobOutput & { kind: 'resources' })['assets'][number][];
  readonly judgements: Judgement[];
  readonly findings: NativeFinding[];
  readonly gaps: Gap[];
  /** `aws.ec2.vpc@eu-west-1` */
  readonly swept: string[];
  readonly nativeSwept: string[];
}

export interface RunOptions {
  readonly lease?: AwsLease;
  readonly maxAttempts?: number;
  readonly signal?: AbortSignal;
  /** The most items that a request may ask for a page: makes pages out of small estates. */
  readonly pageSize?: number;
}

/** A simulated AWS with one account that lets the platform in as customers' Terraform does. */
export interface SimulatedAccount {
  readonly simulator: Simulator;
  readonly account: AccountView;
  /** A session of the role, as credentials leases it. */
  readonly lease: AwsLease;
  setFaults(...rules: FaultRule[]): Promise<void>;
  run(service: string, region: string, options?: RunOptions): Promise<Yielded>;
  /** Every job of a full scan. */
  runAll(options?: RunOptions): Promise<Yielded>;
}

/** Starts a simulator with an account of so many resources. */
export async function simulatedAccount(size: number, enabledRegions: string[]): Promise<SimulatedAccount> {
  const simulator = await startSimulator({ seed: 'collectors', size, canary });
  const account = await simulator.createAccount({ enabledRegions });
  const { accountId } = account;
  const { roleArn } = await simulator.applyOnboarding({
    accountId,
    principalArn: simulator.platform.principalArn,
    externalId: 'an-external-id',
  });
  const lease = await leaseRole(simulator, roleArn);

  async function run(service: string, region: string, options: RunOptions = {}): Promise<Yielded> {
    const { maxAttempts, signal = new AbortController().signal, pageSize } = options;
    const opened = openAwsSession(options.lease ?? lease, {
      accountId,
      region,
      endpointOverride: simulator.endpoint,
      ...(maxAttempts === undefined ? {} : { maxAttempts }),
    });
    const session = pageSize === undefined ? opened : withPagesOf(opened, pageSize);
    const yielded: Yielded = { pages: [], assets: [], judgements: [], findings: [], gaps: [], swept: [], nativeSwept: [] };
    for await (const output of runJob({ provider: 'AWS', service, region }, { session, signal, now: new Date() })) add(yielded, output);
    return yielded;
  }

  return {
    simulator,
    account,
    lease,
    setFaults: (...rules) => simulator.faults.set(rules),
    run,
    async runAll(options) {
      const jobs = planServices('AWS').flatMap(({ service, scope }) =>
        (scope === 'global' ? ['global'] : enabledRegions).map((region) => run(service, region, options)),
      );
      return merge(await Promise.all(jobs));
    },
  };
}

function add(yielded: Yielded, output: JobOutput): void {
  switch (output.kind) {
    case 'resources':
      yielded.pages.push(output);
      yielded.assets.push(...output.assets);
      yielded.judgements.push(...output.judgements);
      return;
    case 'native-findings':
      yielded.findings.push(...output.findings);
      return;
    case 'gap':
      yielded.gaps.push(output.gap);
      return;
    case 'swept':
      yielded.swept.push(`${output.resourceType}@${output.region ?? 'global'}`);
      return;
    case 'native-swept':
      yielded.nativeSwept.push(`${output.source}@${output.region ?? 'global'}`);
  }
}

const merge = (all: readonly Yielded[]): Yielded => ({
  pages: all.flatMap((one) => one.pages),
  assets: all.flatMap((one) => one.assets),
  judgements: all.flatMap((one) => one.judgements),
  findings: all.flatMap((one) => one.findings),
  gaps: all.flatMap((one) => one.gaps),
  swept: all.flatMap((one) => one.swept),
  nativeSwept: all.flatMap((one) => one.nativeSwept),
});

async function leaseRole(simulator: Simulator, roleArn: string): Promise<AwsLease> {
  const sts = new STSClient({ region: 'us-east-1', endpoint: simulator.endpoint, credentials: simulator.platform });
  const assumed = await sts.send(
    new AssumeRoleCommand({ RoleArn: roleArn, RoleSessionName: 'offload-scan', ExternalId: 'an-external-id' }),
  );
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
export function signingKeys(
  key: { accessKeyId: string; secretAccessKey: string },
  date: Date,
  region: string,
  services: string[],
): AwsLease {
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
