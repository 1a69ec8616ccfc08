import type { Unseen, UnseenFields } from '../check/unseen.ts';
import { attemptCall, type CallScope } from './attempt-call.ts';
import { partsOf, type AnyPart, type CollectContext, type Collector, type Described, type Part } from './collector.ts';
import type { GapLog } from './gap-log.ts';
import { mapConcurrently } from './map-concurrently.ts';
import type { ProviderFailure } from './provider-failure.ts';
import type { ReadResource, SeenResource } from './read-resource.ts';
import { UnexpectedAnswer } from './unexpected-answer.ts';

/** How many calls of one collector are under way at a time. */
const concurrentCalls = 8;

/** One run of one collector. */
export interface CollectorRun {
  readonly definition: Collector;
  readonly context: CollectContext<any>;
  readonly scope: CallScope;
  readonly gaps: GapLog;
  readonly read: ReadResource;
  /** Why the type was not enumerated whole: the first cause; null while it was. */
  enumerationGap: Unseen | null;
}

/** Sees the resources of a page, each with its parts. What is gone, and what is not of the type after all, is left out. */
export async function seePage(run: CollectorRun, items: readonly unknown[]): Promise<SeenResource[]> {
  const page = await seePageParts(run, items);
  const itemParts = partsOf(run.definition).filter(isItemPart);

  const seen = await mapConcurrently(items, concurrentCalls, (item, index) => {
    run.scope.signal.throwIfAborted();
    return expectable(run, () => {
      const described = run.definition.describe(item, run.context);
      if (described instanceof Promise || itemParts.length > 0) return seeByCalls(run, item, described, itemParts, page.of(index));
      return described && readWith(run, described, page.of(index));
    });
  });
  return seen.filter((resource) => resource !== null);
}

/** The fields of one resource that its listing does not show. */
interface PartFields {
  readonly values: Record<string, unknown> | null;
  readonly unseen: UnseenFields | null;
}

const nothingMore: PartFields = { values: null, unseen: null };
const isItemPart = (entry: [string, AnyPart]): entry is [string, Part<any, any, any>] => 'read' in entry[1];

/** Makes the calls that show a field of every resource of the page at once. */
async function seePageParts(run: CollectorRun, items: readonly unknown[]): Promise<{ of(index: number): PartFields }> {
  const columns: [field: string, values: readonly unknown[]][] = [];
  let unseen: Record<string, Unseen> | null = null;
  for (const [field, part] of partsOf(run.definition)) {
    if (!('readPage' in part)) continue;
    const outcome = await attemptCall(() => part.readPage(run.context, items), run.scope);
    if (outcome.ok) columns.push([field, outcome.value]);
    else (unseen ??= {})[field] = run.gaps.note(asGap(outcome), part.actions);
  }
  if (columns.length === 0 && unseen === null) return { of: () => nothingMore };
  return { of: (index) => ({ values: Object.fromEntries(columns.map(([field, values]) => [field, values[index]])), unseen }) };
}

async function seeByCalls(
  run: CollectorRun,
  item: unknown,
  describing: Described<object> | null | Promise<Described<object> | null>,
  itemParts: readonly [string, Part<any, any, any>][],
  page: PartFields,
): Promise<SeenResource | null> {
  const described = await attemptCall(async () => describing, run.scope);
  if (!described.ok) {
    if (described.failure.kind === 'gap') run.enumerationGap ??= run.gaps.note(described.failure, run.definition.actions);
    return null;
  }
  if (described.value === null) return null;

  const values = { ...page.values };
  let unseen: Record<string, Unseen> | null = page.unseen && { ...page.unseen };
  for (const [field, part] of itemParts) {
    const outcome = await attemptCall(() => part.read(run.context, item), run.scope);
    if (outcome.ok) values[field] = outcome.value;
    else if (part.absent && Object.hasOwn(part.absent, outcome.code)) values[field] = part.absent[outcome.code];
    else if (outcome.failure.kind === 'gone') return null;
    else (unseen ??= {})[field] = run.gaps.note(outcome.failure, part.actions);
  }
  const resource = described.value;
  return expectable(run, () => readWith(run, resource, { values, unseen }));
}

const readWith = (run: CollectorRun, described: Described<object>, { values, unseen }: PartFields): SeenResource =>
  run.read(described, values, unseen);

/** A resource that cannot be read was not seen: the others of its page are. */
function expectable<V>(run: CollectorRun, see: () => V): V | null {
  try {
    return see();
  } catch (error) {
    if (!(error instanceof UnexpectedAnswer)) throw error;
    run.enumerationGap ??= run.gaps.note({ reason: 'PROVIDER_ERROR', message: error.message }, run.definition.actions);
    return null;
  }
}

/** A listing, or a call for a whole page, has no one resource that could be gone. */
export const asGap = ({ code, failure }: { code: string; failure: ProviderFailure }) =>
  failure.kind === 'gap' ? failure : { reason: 'PROVIDER_ERROR' as const, message: code };
