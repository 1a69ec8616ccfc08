/** Resource Graph: queries over what a subscription holds. It leaves out what the caller may not read, and does not say so. */
import { ArmError, armErrors } from '../arm/arm-error.ts';
import type { Call, Operation, Target } from '../call.ts';
import type { ArmResource } from '../estate/resource.ts';
import { allTypes, specs } from '../estate/resource-types.ts';
import { listRows } from '../graph/list-rows.ts';
import { parseQuery, type GraphQuery } from '../graph/parse-query.ts';

const MOST_ROWS = 1000;

export const resourceGraphOperations: readonly Operation[] = [
  {
    id: 'arm.ResourceGraph_Resources',
    verb: 'POST',
    path: '/providers/Microsoft.ResourceGraph/resources',
    apiVersions: ['2021-03-01', '2022-10-01'],
    // Nothing is refused for want of them, yet they decide what is shown.
    actions: (target) => readActionsOf(target),
    isOpenIn: () => true,
    subscriptionOf: ({ body }) => subscriptionsOf(body)[0],
    locationOf: (target) => understood(target)?.location ?? '',
    answer: queryResources,
  },
];

const subscriptionsOf = (body: Target['body']): string[] =>
  Array.isArray(body.subscriptions) ? body.subscriptions.filter((one) => typeof one === 'string') : [];

function understood({ body }: Target): GraphQuery | undefined {
  try {
    return parseQuery(String(body.query ?? ''));
  } catch (cause) {
    if (cause instanceof ArmError) return undefined;
    throw cause;
  }
}

/** The read action of the type that the query is about. */
function readActionsOf(target: Target): string[] {
  const type = understood(target)?.type;
  const known = allTypes.find((one) => specs[one].armType.toLowerCase() === type);
  return known === undefined ? [] : [`${specs[known].armType}/read`];
}

function queryResources({ body, subscription, caller }: Call): object {
  if (subscriptionsOf(body).length !== 1) throw armErrors.badQuery('InvalidSubscriptions', 'The simulator wants exactly one subscription.');
  if (!subscription.knows(caller.objectId)) throw armErrors.graphAccessDenied();
  const { $top: top, token } = optionsOf(body.options);
  const query = parseQuery(String(body.query ?? ''));

  const { rowsPerPage, truncatedAt } = subscription.graphLimits;
  const size = Math.min(top, rowsPerPage ?? MOST_ROWS, truncatedAt ?? MOST_ROWS);
  const { rows, total, next } = listRows(subscription, caller.objectId, query, size, token);
  const isTruncated = truncatedAt !== null && next !== undefined;
  return {
    totalRecords: total,
    count: rows.length,
    data: rows.map((row) => rowOf(row, query, subscription)),
    facets: [],
    resultTruncated: isTruncated ? 'true' : 'false',
    ...(next !== undefined && !isTruncated && { $skipToken: next }),
  };
}

function optionsOf(options: unknown): { $top: number; token: string | null } {
  const { resultFormat = 'objectArray', $top = MOST_ROWS, $skipToken = null, ...more } = (options ?? {}) as Record<string, unknown>;
  const unknown = Object.keys(more)[0];
  if (unknown !== undefined) throw armErrors.badQuery('InvalidOption', `The simulator does not serve the option ${unknown}.`);
  if (resultFormat !== 'objectArray') throw armErrors.badQuery('InvalidOption', 'The simulator answers objectArray only.');
  if (typeof $top !== 'number' || !Number.isInteger($top) || $top < 1 || $top > MOST_ROWS)
    throw armErrors.badQuery('InvalidOption', `The value of $top must be between 1 and ${MOST_ROWS}.`);
  return { $top, token: typeof $skipToken === 'string' && $skipToken !== '' ? $skipToken : null };
}

function rowOf(row: ArmResource, { columns, type }: GraphQuery, { subscriptionId, tenantId }: Call['subscription']): object {
  const all: Record<string, unknown> = {
    ...row,
    type,
    tenantId,
    subscriptionId,
    kind: row.kind ?? '',
    location: row.location ?? '',
    managedBy: row.managedBy ?? '',
    resourceGroup: /\/resourceGroups\/([^/]+)/i.exec(row.id)?.[1]?.toLowerCase() ?? '',
  };
  return Object.fromEntries(columns.map((column) => [column, all[column] ?? null]));
}
