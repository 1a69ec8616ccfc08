import type { SimulatedCloud, OpenOptions } from '../../clouds/testing/simulated-cloud.ts';
import type { Gap, JobOutput, Judgement, NativeFinding } from '../../collection/collection.ts';
import { planServices, plannedService } from '../../collection/plan-services.ts';
import { runJob } from '../../collection/run-job.ts';

/** What jobs yielded, by kind. */
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

export interface RunOptions extends OpenOptions {
  readonly signal?: AbortSignal;
}

/** The region of a service's first job: the primary one, or `global`. */
export const firstRegionOf = ({ provider, regions }: SimulatedCloud, service: string): string =>
  plannedService({ provider, service }).scope === 'global' ? 'global' : regions[0]!;

/** Runs one job; in the service's first region when none is said. */
export async function runService(
  cloud: SimulatedCloud,
  service: string,
  region = firstRegionOf(cloud, service),
  options: RunOptions = {},
): Promise<Yielded> {
  const { signal = new AbortController().signal, ...opening } = options;
  const { provider } = cloud;
  const yielded: Yielded = { pages: [], assets: [], judgements: [], findings: [], gaps: [], swept: [], nativeSwept: [] };
  const job = runJob({ provider, service, region }, { session: cloud.open(region, opening), signal, now: new Date() });
  for await (const output of job) add(yielded, output);
  return yielded;
}

/** Runs every job of a full scan. */
export async function runAll(cloud: SimulatedCloud, options?: RunOptions): Promise<Yielded> {
  const jobs = planServices(cloud.provider).flatMap(({ service, scope }) =>
    (scope === 'global' ? ['global'] : cloud.regions).map((region) => runService(cloud, service, region, options)),
  );
  return merge(await Promise.all(jobs));
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
