/** Paging as Resource Manager does it: a link that continues the list. */
import type { Call } from '../call.ts';
import { armErrors } from './arm-error.ts';

export const armHost = 'management.azure.com';

/** A list whose items are made when they are asked for. */
export interface Indexed {
  count: number;
  /** Undefined: not there. */
  at: (index: number) => object | undefined;
}

/** One page of a list, with the link to the next. A token of another list is refused. */
export function page(
  call: Pick<Call, 'path' | 'query'>,
  items: readonly object[] | Indexed,
  pageSize: number,
): { value: object[]; nextLink?: string } {
  const list = `${call.path.toLowerCase()} ${call.query.get('$filter') ?? ''}`;
  const count = 'count' in items ? items.count : items.length;
  const value: object[] = [];
  for (let index = readToken(call.query.get('$skiptoken') ?? call.query.get('$skipToken'), list); index < count; index++) {
    const item = items.at(index);
    if (item === undefined) continue;
    // One found beyond the page proves that there is a next one.
    if (value.length === pageSize) return { value, nextLink: linkTo(call, writeToken(index, list)) };
    value.push(item);
  }
  return { value };
}

function linkTo({ path, query }: Pick<Call, 'path' | 'query'>, token: string): string {
  const next = new URLSearchParams(query);
  next.delete('$skipToken');
  next.set('$skiptoken', token);
  return `https://${armHost}${path}?${next}`;
}

const writeToken = (position: number, list: string): string => Buffer.from(JSON.stringify([position, checkOf(list)])).toString('base64url');

function readToken(token: string | null, list: string): number {
  if (token === null) return 0;
  const match = /^\[(\d{1,9}),"(\w+)"\]$/.exec(Buffer.from(token, 'base64url').toString('latin1'));
  if (!match || match[2] !== checkOf(list)) throw armErrors.badRequest('The provided skip token is not valid.');
  return Number(match[1]);
}

/** What tells one list from another. */
export function checkOf(list: string): string {
  let hash = 0x811c9dc5;
  for (let at = 0; at < list.length; at++) hash = Math.imul(hash ^ list.charCodeAt(at), 0x01000193);
  return (hash >>> 0).toString(36);
}
