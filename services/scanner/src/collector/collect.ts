import type { Check } from '../check/check.ts';
import { judgeResource } from '../check/judge-resource.ts';
import { notSeen, type Unseen } from '../check/unseen.ts';
import { unseenRef, type JobOutput, type Judgement } from '../collection/collection.ts';
import { attemptCall } from './attempt-call.ts';
import type { Collector } from './collector.ts';
import { GapLog } from './gap-log.ts';
import { resourceReader, type SeenResource } from './read-resource.ts';
import { asGap, seePage, type CollectorRun } from './see-page.ts';
import type { CloudSession } from './session.ts';

/** What one page came to, for metrics. */
export interface PageObservation {
  readonly resourceType: string;
  readonly resources: number;
  /** From asking for the page to having judged it. */
  readonly durationMs: number;
}

export interface CollectOptions {
  readonly session: CloudSession;
  /** The job's region: `global` for what has none. */
  readonly region: string;
  readonly signal: AbortSignal;
  /** When resources are judged. */
  readonly now: Date;
  readonly onPage?: ((observation: PageObservation) => void) | undefined;
}

/**
 * Runs one collector: asks for its pages, sees each resource with its parts, judges it, and says at the end whether the type was enumerated
 * whole. Failures of the provider become gaps. Throws `LeaseExpired`, `RegionNotEnabled`, the signal's reason, and bugs.
 */
export async function* collect(definition: Collector, checks: readonly Check[], options: CollectOptions): AsyncGenerator<JobOutput> {
  const { type } = definition.resource;
  const region = options.region === 'global' ? null : options.region;
  const run = await startRun(definition, options);

  for await (const { items, askedAt } of pagesOf(run)) {
    const seen = items.length === 0 ? [] : await seePage(run, items);
    const output = judge(run, seen, checks, { region, now: options.now });
    options.onPage?.({ resourceType: type, resources: seen.length, durationMs: performance.now() - askedAt });
    if (seen.length > 0) yield output;
    yield* freshGaps(run);
  }
  yield* freshGaps(run);

  if (run.enumerationGap === null) yield { kind: 'swept', resourceType: type, region, isIndexed: definition.isIndexed ?? false };
  else
    yield { kind: 'resources', assets: [], judgements: unknownOfAll(checks, unseenRef(type, options.region), region, run.enumerationGap) };
}

async function startRun(definition: Collector, { session, region, signal }: CollectOptions): Promise<CollectorRun> {
  const access = await definition.access(session as never);
  return {
    definition,
    context: { ...access, accountId: session.accountId, region: session.region },
    scope: { session, signal },
    gaps: new GapLog(region, [definition.resource.type]),
    read: resourceReader(definition, region === 'global' ? null : region),
    enumerationGap: null,
  };
}

/** The pages of the listing until it ends or fails; a failure that is not an answer is noted. */
async function* pagesOf(run: CollectorRun): AsyncGenerator<{ items: readonly unknown[]; askedAt: number }> {
  const { definition, context, scope } = run;
  const pages = definition.pages(context)[Symbol.asyncIterator]();
  for (;;) {
    const askedAt = performance.now();
    const turn = await attemptCall(() => pages.next(), scope);
    if (turn.ok) {
      if (turn.value.done) return;
      yield { items: turn.value.value, askedAt };
      continue;
    }
    if (definition.absent && Object.hasOwn(definition.absent, turn.code)) yield { items: definition.absent[turn.code]!, askedAt };
    else run.enumerationGap ??= run.gaps.note(asGap(turn), definition.actions);
    return;
  }
}

function judge(
  run: CollectorRun,
  resources: readonly SeenResource[],
  checks: readonly Check[],
  { region, now }: { region: string | null; now: Date },
): JobOutput & { kind: 'resources' } {
  const judgements: Judgement[] = [];
  const context = { now };
  const onBroken = (check: Check, error: unknown): void => {
    const message = `the check failed with ${error instanceof Error ? error.name : typeof error}`;
    run.gaps.note({ reason: 'INTERNAL', message }, [check.id]);
  };
  for (const { asset, unseen } of resources) {
    const resource = { ref: asset.providerRef, region, fields: asset.configuration, unseen };
    judgeResource(checks, resource, context, judgements, onBroken);
  }
  return { kind: 'resources', assets: resources.map(({ asset }) => asset), judgements };
}

const freshGaps = (run: CollectorRun): JobOutput[] => run.gaps.take().map((gap) => ({ kind: 'gap', gap }));

/** When resources could not be enumerated, no check on their type passes. */
function unknownOfAll(checks: readonly Check[], providerRef: string, region: string | null, cause: Unseen): Judgement[] {
  return checks.map(({ id }) => ({ checkId: id, providerRef, region, outcome: 'unknown', message: notSeen(cause) }));
}
