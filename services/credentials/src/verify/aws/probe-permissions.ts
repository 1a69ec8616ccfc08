import type { ListDetectorsCommandOutput } from '@aws-sdk/client-guardduty';
import type { ListBucketsCommandOutput } from '@aws-sdk/client-s3';
import type { MissingPermission, PreflightAction } from '@offload/contracts';
import type { AwsCaller } from '../../aws/aws-connector.ts';
import { AwsError } from '../../aws/aws-error.ts';
import { mapBounded } from './map-bounded.ts';
import { madeUpDetectorId, probeOf, probes, type Probe, type ProbeFacts } from './probes.ts';
import { simulatePolicies } from './simulate-policies.ts';

/** `DENIED` and `ALLOWED` are proved; `UNKNOWN` is what no answer told. */
type Seen = 'ALLOWED' | 'DENIED' | 'UNKNOWN';

export interface PermissionsSeen {
  missing: MissingPermission[];
  /** Neither proved nor disproved: said so, never guessed. */
  unverified: string[];
  /** What kept a probe of a required action from being answered at all. */
  trouble: AwsError | null;
}

export interface PermissionsToProbe {
  caller: AwsCaller;
  accountId: string;
  /** Where regional services are asked. */
  region: string;
  /** Whose policies the caller has; null when not known. */
  principalArn: () => Promise<string | null>;
  actions: readonly PreflightAction[];
}

/** One read of a bucket may be denied by that bucket's own policy: only when so many deny it, the permission is missing. */
const mostBuckets = 3;
const concurrency = 12;
const passingTroubles = ['THROTTLED', 'UNREACHABLE', 'CLOCK_SKEW'];

/** Tries every action without harm. Throttled and failing calls are the SDK's to try again. */
export async function probePermissions({ caller, accountId, region, principalArn, actions }: PermissionsToProbe): Promise<PermissionsSeen> {
  const troubles = new Map<string, AwsError>();

  async function attempt<T>(action: string, probe: Probe, facts: ProbeFacts): Promise<{ seen: Seen; answer: T | null }> {
    try {
      return { seen: 'ALLOWED', answer: await caller.call<T>(probe.service, probe.operation, probe.input(facts)) };
    } catch (error) {
      if (!(error instanceof AwsError)) throw error;
      if (probe.allowedOn.includes(error.code)) return { seen: 'ALLOWED', answer: null };
      if (error.kind === 'DENIED' && !probe.isDenialInconclusive) return { seen: 'DENIED', answer: null };
      if (passingTroubles.includes(error.kind)) troubles.set(action, error);
      return { seen: 'UNKNOWN', answer: null };
    }
  }

  const none: ProbeFacts = { accountId, region, bucket: '', detectorId: madeUpDetectorId };
  const [buckets, detectors] = await Promise.all([
    attempt<ListBucketsCommandOutput>('s3:ListAllMyBuckets', probes['s3:ListAllMyBuckets']!, none),
    attempt<ListDetectorsCommandOutput>('guardduty:ListDetectors', probes['guardduty:ListDetectors']!, none),
  ]);
  const facts = { ...none, detectorId: detectors.answer?.DetectorIds?.[0] ?? madeUpDetectorId };
  const bucketNames = (buckets.answer?.Buckets ?? []).slice(0, mostBuckets).map(({ Name }) => Name ?? '');

  async function look({ action }: PreflightAction): Promise<Seen> {
    const probe = probeOf(action);
    if (action === 's3:ListAllMyBuckets') return buckets.seen;
    if (action === 'guardduty:ListDetectors') return detectors.seen;
    if (!probe) return 'UNKNOWN';
    if (!probe.needsBucket) return (await attempt(action, probe, facts)).seen;

    let last: Seen = 'UNKNOWN';
    for (const bucket of bucketNames) {
      last = (await attempt(action, probe, { ...facts, bucket })).seen;
      if (last !== 'DENIED') return last;
    }
    return last;
  }

  const looked = await mapBounded(actions, concurrency, look);
  const seen = new Map(actions.map(({ action }, index) => [action, looked[index]!]));
  const open = actions.filter(({ action }) => seen.get(action) === 'UNKNOWN').map(({ action }) => action);

  const simulated = open.length > 0 ? await simulatePolicies(caller, await principalArn(), open) : null;
  for (const action of open) {
    const isAllowed = simulated?.get(action);
    if (isAllowed === undefined) continue;
    seen.set(action, isAllowed ? 'ALLOWED' : 'DENIED');
    troubles.delete(action);
  }

  return {
    missing: actions
      .filter(({ action }) => seen.get(action) === 'DENIED')
      .map(({ action, required, checks }) => ({ action, required, checks: [...checks] })),
    unverified: open.filter((action) => seen.get(action) === 'UNKNOWN'),
    trouble:
      actions
        .filter(({ required }) => required)
        .map(({ action }) => troubles.get(action))
        .find((one) => one !== undefined) ?? null,
  };
}
