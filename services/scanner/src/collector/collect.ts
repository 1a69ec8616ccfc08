import type { AwsSession } from '../aws-session/aws-session.ts';
import type { Check } from '../check/check.ts';
import { judgeResource } from '../check/judge-resource.ts';
import { notSeen, type Unseen } from '../check/unseen.ts';
import { unseenRef, type Gap, type JobOutput, type Judgement } from '../collection/collection.ts';
import { partsOf, type Collector, type CollectContext, type Part } from './collector.ts';
import { failedAction } from './failed-action.ts';
import { GapLog } from './gap-log.ts';
import { mapConcurrently } from './map-concurrently.ts';
import { classifyFailure, codeOf, type ProviderFailure } from './provider-failure.ts';
import { RegionNotEnabled } from './region-not-enabled.ts';
import { resourceReader, UnexpectedAnswer, type SeenResource } from './see-resource.ts';
import { untilAborted } from './until-aborted.ts';

/** How many calls of one collector are under way at a time. */
const concurrentCalls = 8;

/** What one page came to, for metrics. */
export interface PageObservation {
  readonly resourceType: string;
  readonly resources: number;
  /** From asking for the page to having judged it. */
  readonly durationMs: number;
}

export interface CollectOptions {
  readonly session: AwsSession;
  /** The job's region: `global` for what has none. */
  readonly region: string;
  readonly signal: AbortSignal;
  readonly now: Date;
  readonly onPage?: ((observation: PageObservation) => void) | undefined;
}

/**
 * Runs one collector: reads its pages, sees each resource's parts, judges, and says at the end whether the type was enumerated whole.
 * Failures of the provider become gaps. Throws `LeaseExpired`, `RegionNotEnabled`, the signal's reason, and bugs.
 */
export async function* collect(definition: Collector, checks: readonly Check[], options: CollectOptions): AsyncGenerator<JobOutput> {
  const { session, signal, now } = options;
  const { type } = definition.resource;
  const region = options.region === 'global' ? null : options.region;
  const sdk = await definition.sdk();
  const context: CollectContext<any, any> = {
    sdk,
    client: session.client(sdk[definition.client]),
    accountId: session.accountId,
    region: session.region,
  };
  const gaps = new GapLog();
  const read = resourceReader(definition, region);
  const itemParts = partsOf(definition).filter((entry): entry is [string, Part<any, any, any, any>] => 'read' in entry[1]);
  /** Why the type was not enumerated whole; the first cause. */
  let enumerationGap: Unseen | null = null;

  function note(failure: ProviderFailure & { kind: 'gap' }, actions: readonly string[]): Unseen {
    if (failure.reason === 'REGION_NOT_ENABLED') throw new RegionNotEnabled(failedAction(actions, failure.operation), failure.message);
    const unseen = { action: failedAction(actions, failure.operation), reason: failure.reason };
    gaps.note({ region: options.region, ...unseen, message: failure.message, resourceTypes: [type] });
    return unseen;
  }

  function noteEnumerationGap(failure: ProviderFailure & { kind: 'gap' }): void {
    const unseen = note(failure, definition.actions);
    enumerationGap ??= unseen;
  }

  /** Waits for a call; what is cancelled is not a failure of the provider. */
  async function attempt<V>(call: () => Promise<V>): Promise<{ value: V } | { error: Error; failure: ProviderFailure }> {
    try {
      return { value: await untilAborted(call(), signal) };
    } catch (error) {
      signal.throwIfAborted();
      return { failure: classifyFailure(error, session.region), error: error as Error };
    }
  }

  /** Fields that one call shows for the whole page. */
  async function seePageParts(items: readonly unknown[]): Promise<PageParts> {
    const seen: PageParts = { values: [], unseen: null };
    for (const [field, part] of partsOf(definition)) {
      if (!('readPage' in part)) continue;
      const outcome = await attempt(() => part.readPage(context, items));
      if ('value' in outcome) seen.values.push([field, outcome.value]);
      else if (outcome.failure.kind === 'gap') (seen.unseen ??= {})[field] = note(outcome.failure, part.actions);
      else throw outcome.error;
    }
    return seen;
  }

  /** One resource whole, or null when it is gone or not of this type. */
  function seeItem(item: unknown, index: number, page: PageParts): SeenResource | null | Promise<SeenResource | null> {
    const described = definition.describe(item, context);
    if (described instanceof Promise || itemParts.length > 0) return seeItemByCalls(item, index, page, described);
    return described && readAs(described, pageValues(page, index), page.unseen);
  }

  async function seeItemByCalls(
    item: unknown,
    index: number,
    page: PageParts,
    describing: ReturnType<Collector['describe']>,
  ): Promise<SeenResource | null> {
    signal.throwIfAborted();
    const outcome = await attempt(async () => describing);
    if ('failure' in outcome) {
      if (outcome.failure.kind === 'gap') noteEnumerationGap(outcome.failure);
      return null;
    }
    if (outcome.value === null) return null;

    const values: Record<string, unknown> = pageValues(page, index) ?? {};
    let unseen: Record<string, Unseen> | null = page.unseen && { ...page.unseen };
    for (const [field, part] of itemParts) {
      const seen = await attempt(() => part.read(context, item));
      if ('value' in seen) {
        values[field] = seen.value;
        continue;
      }
      const code = codeOf(seen.error);
      if (part.absent && Object.hasOwn(part.absent, code)) values[field] = part.absent[code];
      else if (seen.failure.kind === 'gone') return null;
      else (unseen ??= {})[field] = note(seen.failure, part.actions);
    }
    return readAs(outcome.value, values, unseen);
  }

  function readAs(...args: Parameters<typeof read>): SeenResource | null {
    try {
      return read(...args);
    } catch (error) {
      if (!(error instanceof UnexpectedAnswer)) throw error;
      noteEnumerationGap({ kind: 'gap', reason: 'PROVIDER_ERROR', message: error.message, operation: undefined });
      return null;
    }
  }

  function judgePage(seen: readonly (SeenResource | null)[]): JobOutput & { kind: 'resources' } {
    const assets = [];
    const judgements: Judgement[] = [];
    for (const resource of seen) {
      if (resource === null) continue;
      const { asset, unseen } = resource;
      assets.push(asset);
      judgeResource(checks, { ref: asset.providerRef, region, fields: asset.configuration, unseen }, { now }, judgements, (check, error) =>
        gaps.note({
          region: options.region,
          action: check.id,
          reason: 'INTERNAL',
          message: `the check failed with ${error instanceof Error ? error.name : typeof error}`,
          resourceTypes: [type],
        }),
      );
    }
    return { kind: 'resources', assets, judgements };
  }

  const pages = definition.pages(context)[Symbol.asyncIterator]();
  for (let isLast = false; !isLast; ) {
    const askedAt = performance.now();
    const turn = await attempt(() => pages.next());
    let items: readonly unknown[];
    if ('value' in turn) {
      if (turn.value.done) break;
      items = turn.value.value;
    } else {
      isLast = true;
      const code = codeOf(turn.error);
      items = definition.absent && Object.hasOwn(definition.absent, code) ? definition.absent[code]! : [];
      const isAnswer = definition.absent !== undefined && Object.hasOwn(definition.absent, code);
      if (!isAnswer) noteEnumerationGap(asGap(turn.failure, code));
    }
    if (items.length > 0) {
      const parts = await seePageParts(items);
      const output = judgePage(await mapConcurrently(items, concurrentCalls, (item, index) => seeItem(item, index, parts)));
      options.onPage?.({ resourceType: type, resources: output.assets.length, durationMs: performance.now() - askedAt });
      if (output.assets.length > 0) yield output;
    }
    yield* gaps.take().map((gap: Gap): JobOutput => ({ kind: 'gap', gap }));
  }

  if (enumerationGap === null) yield { kind: 'swept', resourceType: type, region };
  else if (checks.length > 0) yield { kind: 'resources', assets: [], judgements: unknownOfAll(checks, type, options.region, enumerationGap) };
}
