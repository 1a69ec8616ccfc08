/** The rows of a query, page by page: those that the caller may read, and no word of the others. */
import { armErrors } from '../arm/arm-error.ts';
import { checkOf } from '../arm/page.ts';
import type { Estate } from '../estate/estate.ts';
import { definition } from '../estate/identity.ts';
import type { ArmResource } from '../estate/resource.ts';
import { allTypes, specs, type AzureType } from '../estate/resource-types.ts';
import { builtInRoles } from '../rbac/roles.ts';
import type { Subscription } from '../world/subscription.ts';
import { meets, type GraphQuery } from './parse-query.ts';

export interface GraphPage {
  rows: ArmResource[];
  /** Rows of all pages. */
  total: number;
  /** Absent on the last page. */
  next: string | undefined;
}

/** Rows in their order: either made one by one when they are asked for, or, where there cannot be many, sorted. */
interface Segment {
  key: string;
  count: number;
  at: (index: number) => ArmResource | undefined;
}

/** Totals that took looking at every row, by subscription, until something changes. */
const totals = new WeakMap<Estate, { version: number; byQuery: Map<string, number> }>();

/** Up to `size` rows from where the token says. Throws ArmError for a token of another list. */
export function listRows(subscription: Subscription, principalId: string, query: GraphQuery, size: number, token: string | null): GraphPage {
  const type = typeOf(query);
  if (!type || !subscription.isRegistered(specs[type].armType.split('/')[0]!)) return { rows: [], total: 0, next: undefined };
  const segments = segmentsOf(subscription.estate, type, query.location);
  const keeps = keeperOf(subscription, principalId, type, query);
  const list = checkOf(JSON.stringify([subscription.subscriptionId, query]));
  const start = token === null ? { segment: 0, index: 0 } : readToken(token, segments, list);

  const rows: ArmResource[] = [];
  let next: string | undefined;
  pages: for (let position = start.segment; position < segments.length; position++) {
    const segment = segments[position]!;
    for (let index = position === start.segment ? start.index : 0; index < segment.count; index++) {
      const row = segment.at(index);
      if (!row || !keeps(row)) continue;
      // One found beyond the page proves that there is a next one.
      if (rows.length === size) {
        next = Buffer.from(JSON.stringify([segment.key, index, list])).toString('base64url');
        break pages;
      }
      rows.push(row);
    }
  }
  const total = next === undefined && token === null ? rows.length : totalOf(subscription, principalId, type, query, segments, keeps);
  return { rows, total, next };
}

/** The type that the query names, when its table has it: Resource Graph keeps types in lower case. */
const typeOf = ({ type, table }: GraphQuery): AzureType | undefined =>
  allTypes.find((one) => specs[one].table === table && specs[one].armType.toLowerCase() === type);

function segmentsOf(estate: Estate, type: AzureType, location: string | null): Segment[] {
  if (specs[type].table === 'authorizationresources') {
    const rows = [...(type === 'role-definition' ? builtInRoles.map((role) => definition(estate, role)) : []), ...estate.all(type)];
    const sorted = location === null ? rows.toSorted((one, other) => (one.id < other.id ? -1 : 1)) : [];
    return [{ key: 'all', count: sorted.length, at: (index) => sorted[index] }];
  }
  return estate
    .placesOf(type)
    .filter((place) => location === null || place === location)
    .map((place) => ({ key: place, count: estate.count(type, place), at: (index) => estate.at(type, place, index) }));
}

/** Whether a row is shown: the conditions hold, and the caller may read it where it lies. */
function keeperOf(subscription: Subscription, principalId: string, type: AzureType, { conditions }: GraphQuery): (row: ArmResource) => boolean {
  const holds = (row: ArmResource) => conditions.every((condition) => meets(row, condition));
  if (readsAll(subscription, principalId, type)) return holds;
  const action = `${specs[type].armType}/read`;
  return (row) => subscription.decide(principalId, action, row.id).verdict === 'allowed' && holds(row);
}

const readsAll = (subscription: Subscription, principalId: string, type: AzureType): boolean =>
  subscription.decide(principalId, `${specs[type].armType}/read`).verdict === 'allowed';

function totalOf(
  subscription: Subscription,
  principalId: string,
  type: AzureType,
  query: GraphQuery,
  segments: readonly Segment[],
  keeps: (row: ArmResource) => boolean,
): number {
  const { estate } = subscription;
  const isWhole = readsAll(subscription, principalId, type);
  if (isWhole && query.conditions.length === 0 && specs[type].table !== 'authorizationresources')
    return segments.reduce((sum, { key }) => sum + estate.present(type, key), 0);

  const count = () => segments.reduce((sum, segment) => sum + countIn(segment, keeps), 0);
  if (!isWhole || specs[type].table === 'authorizationresources') return count();
  let known = totals.get(estate);
  if (known?.version !== estate.version) totals.set(estate, (known = { version: estate.version, byQuery: new Map() }));
  const key = JSON.stringify(query);
  let total = known.byQuery.get(key);
  if (total === undefined) known.byQuery.set(key, (total = count()));
  return total;
}

function countIn({ count, at }: Segment, keeps: (row: ArmResource) => boolean): number {
  let kept = 0;
  for (let index = 0; index < count; index++) {
    const row = at(index);
    if (row && keeps(row)) kept++;
  }
  return kept;
}

function readToken(token: string, segments: readonly Segment[], list: string): { segment: number; index: number } {
  const match = /^\["(\w+)",(\d{1,10}),"(\w+)"\]$/.exec(Buffer.from(token, 'base64url').toString('latin1'));
  const segment = segments.findIndex(({ key }) => key === match?.[1]);
  if (!match || segment < 0 || match[3] !== list) throw armErrors.badQuery('InvalidSkipToken', 'The provided skip token is not valid.');
  return { segment, index: Number(match[2]) };
}
