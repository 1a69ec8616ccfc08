import type { AwsLease, CloudProvider, ScannedAsset } from '@offload/contracts';
import type { JobOutput, JobScope, Judgement } from '../collection/collection.ts';
import type { Collection, KnownCheck, Look } from '../collection-port.ts';

export const bucketType = 'aws.s3.bucket';
export const volumeType = 'aws.ec2.volume';

/** A catalogue of two. */
export const testChecks: readonly KnownCheck[] = [
  {
    id: 'aws.ec2.volume-encrypted',
    title: 'Volumes are encrypted',
    severity: 'HIGH',
    resourceType: volumeType,
    why: 'Disks leave the building.',
    fix: 'Encrypt it.',
    controls: [{ framework: 'cis-aws-foundations-3.0', control: '2.2.1' }],
  },
  {
    id: 'aws.s3.bucket-private',
    title: 'Buckets are private',
    severity: 'CRITICAL',
    resourceType: bucketType,
    why: 'The world reads along.',
    fix: 'Block public access.',
    controls: [{ framework: 'cis-aws-foundations-3.0', control: '2.1.4' }, { framework: 'nist-800-53-r5', control: 'AC-3' }],
  },
];

const asset = (type: string, providerRef: string, region: string | null): ScannedAsset => ({
  type,
  providerRef,
  region,
  name: providerRef.split('/').at(-1) ?? null,
  tags: {},
  configuration: {},
});

/** A page of volumes; those whose name begins with `bad` are not encrypted, those with `hidden` could not be judged. */
export function volumes(region: string, ...names: string[]): JobOutput {
  return page(volumeType, 'aws.ec2.volume-encrypted', region, names.map((name) => `arn:aws:ec2:${region}:1:volume/${name}`));
}

/** A page of buckets, by the same names. */
export function buckets(...names: string[]): JobOutput {
  return page(bucketType, 'aws.s3.bucket-private', null, names.map((name) => `arn:aws:s3:::${name}`));
}

function page(type: string, checkId: string, region: string | null, refs: string[]): JobOutput {
  const judgements = refs.map((providerRef): Judgement => {
    const name = providerRef.split(/[/:]/).at(-1)!;
    const outcome = name.startsWith('bad') ? 'fail' : name.startsWith('hidden') ? 'unknown' : 'pass';
    return { checkId, providerRef, region, outcome, message: outcome === 'pass' ? '' : `${name} is ${outcome}` };
  });
  return { kind: 'resources', assets: refs.map((ref) => asset(type, ref, region)), judgements };
}

export const swept = (resourceType: string, region: string | null): JobOutput => ({ kind: 'swept', resourceType, region, isIndexed: false });

export const denied = (region: string, action: string, resourceTypes: string[]): JobOutput => ({
  kind: 'gap',
  gap: { region, action, reason: 'DENIED', message: `${action} is denied`, resourceTypes },
});

/** An API or a source of findings that is off; it hides these types. */
export const off = (region: string, action: string, resourceTypes: string[]): JobOutput => ({
  kind: 'gap',
  gap: { region, action, reason: 'NOT_ENABLED', message: `${action} is off`, resourceTypes },
});

export type Script = (look: Look) => AsyncIterable<JobOutput> | Iterable<JobOutput>;

/** Stands in for the collectors: each job yields what a test says. A job that was not scripted sees an empty scope, whole. */
export class EstateDouble implements Collection {
  readonly looks: Look[] = [];
  readonly #scripts = new Map<string, Script>();
  /** The services of every region. */
  services = ['ec2'];
  /** The account-wide services. */
  globals = ['s3'];

  script(service: string, region: string, script: Script | readonly JobOutput[]): void {
    this.#scripts.set(`${service}/${region}`, typeof script === 'function' ? script : () => script);
  }

  planJobs(provider: CloudProvider, regions: readonly string[]): JobScope[] {
    const jobs = (services: string[], region: string): JobScope[] => services.map((service) => ({ provider, service, region }));
    return [...jobs(this.globals, 'global'), ...regions.flatMap((region) => jobs(this.services, region))];
  }

  needsOf({ service, region }: JobScope) {
    return {
      region: region === 'global' ? 'us-east-1' : region,
      signingNames: [service],
      actions: [`${service}:List`],
      resourceTypes: [service === 's3' ? bucketType : volumeType],
    };
  }

  async *look(look: Look): AsyncIterable<JobOutput> {
    this.looks.push(look);
    const { service, region } = look.scope;
    const script = this.#scripts.get(`${service}/${region}`);
    if (script) yield* script(look);
    else yield swept(service === 's3' ? bucketType : volumeType, region === 'global' ? null : region);
  }
}

export const testLease: AwsLease = {
  kind: 'AWS_SESSION',
  accessKeyId: 'ASIA',
  secretAccessKey: 'of no account',
  sessionToken: 'of no account',
  expiresAt: '2099-01-01T00:00:00.000Z',
};
