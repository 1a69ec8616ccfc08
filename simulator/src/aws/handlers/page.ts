/** Paging as AWS does it: opaque tokens that continue one list of one account in one region, limits with a default and a cap. */
import { hashText, mix } from '../../dice/dice.ts';
import type { AwsError } from '../wire/aws-error.ts';
import type { Call } from '../call.ts';

export interface Page<T> {
  items: T[];
  /** Absent on the last page. */
  next: string | undefined;
}

export interface Limits {
  default: number;
  min: number;
  max: number;
  /** Above `max`: refuse, or quietly give `max`. */
  isCapped?: boolean;
  /** Error for a limit out of range. */
  invalidLimit: (name: string, value: number) => AwsError;
  invalidToken: () => AwsError;
}

export interface PageRequest {
  token: string | undefined;
  limit: number | undefined;
  /** Distinguishes lists within one operation (the trail, the filter): a token of one does not continue another. */
  list?: string;
}

/**
 * Up to `limit` items of those that `at` finds at the indices 0 … count - 1; an index at which there is none is skipped. Tokens name
 * an index, so a resource that vanishes between two pages moves no other.
 */
export function page<T>(call: Call, limits: Limits, request: PageRequest, count: number, at: (index: number) => T | undefined): Page<T> {
  const { limit = limits.default } = request;
  if (limit < limits.min || !Number.isInteger(limit) || (limit > limits.max && !limits.isCapped)) throw limits.invalidLimit('limit', limit);
  const size = Math.min(limit, limits.max);
  const list = `${call.operation} ${call.account.accountId} ${call.region} ${request.list ?? ''}`;
  let index = request.token === undefined || request.token === '' ? 0 : readToken(request.token, list);
  if (index === undefined) throw limits.invalidToken();
  const items: T[] = [];
  for (; index < count && items.length < size; index++) {
    const item = at(index);
    if (item !== undefined) items.push(item);
  }
  return { items, next: hasMore(index) ? writeToken(index, list) : undefined };

  // Looking ahead spares an empty last page, which AWS may send too, but not so often.
  function hasMore(from: number): boolean {
    for (let ahead = from; ahead < count; ahead++) if (at(ahead) !== undefined) return true;
    return false;
  }
}

function check(index: number, list: string): string {
  return mix(hashText('page'), mix(fnv(list), index)).toString(36);
}

/** Not `hashText`: that remembers its texts, and lists differ by caller. */
function fnv(text: string): number {
  let hash = 0x811c9dc5;
  for (let at = 0; at < text.length; at++) hash = Math.imul(hash ^ text.charCodeAt(at), 0x01000193);
  return hash;
}

function writeToken(index: number, list: string): string {
  return Buffer.from(`v1:${index}:${check(index, list)}`).toString('base64url');
}

function readToken(token: string, list: string): number | undefined {
  const match = /^v1:(\d{1,10}):(\w+)$/.exec(Buffer.from(token, 'base64url').toString('latin1'));
  const index = Number(match?.[1]);
  return match && match[2] === check(index, list) ? index : undefined;
}
