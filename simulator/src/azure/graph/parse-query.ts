/**
 * Queries of Resource Graph, as far as they are spoken here: a table, then `where` with one comparison each (`type`, `location`, and any path into
 * `properties`; `==` regards case, `=~` does not), then `project` and `order by id asc`. What is not understood is refused, never ignored.
 */
import { armErrors } from '../arm/arm-error.ts';
import type { GraphTable } from '../estate/resource-types.ts';

export interface GraphQuery {
  table: GraphTable;
  /** As the query has it: `microsoft.compute/disks`. */
  type: string;
  /** null: of every location. */
  location: string | null;
  conditions: readonly Condition[];
  columns: readonly string[];
}

export interface Condition {
  /** `['properties', 'status', 'code']` */
  path: readonly string[];
  value: string;
  isCaseSensitive: boolean;
}

const tables: readonly GraphTable[] = ['resources', 'authorizationresources', 'securityresources'];
const comparison = /^([A-Za-z][\w.]*)\s*(==|=~)\s*(?:'((?:[^'\\]|\\.)*)'|"((?:[^"\\]|\\.)*)")$/;
export const columns = [
  ...['id', 'name', 'type', 'tenantId', 'kind', 'location', 'resourceGroup', 'subscriptionId', 'managedBy', 'sku', 'plan'],
  ...['properties', 'tags', 'identity', 'zones', 'extendedLocation'],
];

/** Throws ArmError as Resource Graph refuses. */
export function parseQuery(text: string): GraphQuery {
  const [table = '', ...steps] = (text.match(/(?:'(?:[^'\\]|\\.)*'|"(?:[^"\\]|\\.)*"|[^|'"])+/g) ?? []).map((step) => step.trim());
  if (!tables.includes(table.toLowerCase() as GraphTable)) throw invalid(`the table ${table}`);

  const conditions: Condition[] = [];
  let projected: string[] | undefined;
  let isOrdered = false;
  for (const step of steps) {
    const [, verb = '', rest = ''] = /^(where|project|order by|sort by)\s+(.*)$/is.exec(step) ?? [];
    if (verb === 'where' && !projected) conditions.push(conditionOf(rest.trim()));
    else if (verb === 'project' && !projected) projected = columnsOf(rest);
    else if (/^(order|sort) by$/.test(verb) && /^id asc$/.test(rest.trim())) isOrdered = true;
    else throw invalid(step);
  }
  if (!isOrdered) throw invalid('a query without `order by id asc`, whose pages nothing would hold together');

  const named = (column: string) => conditions.filter(({ path }) => path[0] === column);
  const [type, ...moreTypes] = named('type');
  const [location, ...moreLocations] = named('location');
  if (!type || moreTypes.length > 0 || moreLocations.length > 0) throw invalid('a query that is not about one type, and at most one location');
  return {
    table: table.toLowerCase() as GraphTable,
    type: type.isCaseSensitive ? type.value : type.value.toLowerCase(),
    location: location ? (location.isCaseSensitive ? location.value : location.value.toLowerCase()) : null,
    conditions: named('properties'),
    columns: projected ?? columns,
  };
}

function conditionOf(text: string): Condition {
  const [, path = '', operator, single, double] = comparison.exec(text) ?? [];
  const steps = path.split('.');
  if (!['type', 'location', 'properties'].includes(steps[0]!) || (steps[0] === 'properties') === (steps.length === 1)) throw invalid(`where ${text}`);
  return { path: steps, value: (single ?? double ?? '').replace(/\\(.)/g, '$1'), isCaseSensitive: operator === '==' };
}

function columnsOf(text: string): string[] {
  const wanted = text.split(',').map((column) => column.trim());
  const unknown = wanted.find((column) => !columns.includes(column));
  if (unknown !== undefined) throw invalid(`project ${unknown}`);
  return wanted;
}

const invalid = (what: string) => armErrors.badQuery('InvalidQuery', `Query is invalid. The simulator does not understand ${what}.`);

/** Whether a row meets a condition. */
export function meets(row: object, { path, value, isCaseSensitive }: Condition): boolean {
  const found = path.reduce<unknown>((inner, step) => (inner as Record<string, unknown> | null | undefined)?.[step], row);
  if (typeof found !== 'string') return false;
  return isCaseSensitive ? found === value : found.toLowerCase() === value.toLowerCase();
}
