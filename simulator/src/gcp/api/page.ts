/** Paging as Google does it: opaque tokens that continue one list; a page may be asked for smaller, never larger than the method's limit. */
import { mix } from '../../dice/dice.ts';
import type { Call } from '../call.ts';
import type { Resource } from '../estate/resource.ts';
import type { GcpType } from '../estate/resource-types.ts';
import { invalidArgument } from '../wire/google-error.ts';

export interface Found {
  type: GcpType;
  index: number;
  resource: Resource;
}

export interface Page {
  items: Found[];
  /** Absent on the last page. */
  next: string | undefined;
}

export interface PageRequest {
  pageSize: number | string | null | undefined;
  pageToken: string | null | undefined;
  /** The page size when none is asked for. */
  usual: number;
  max: number;
  /** Above `max`: refuse, instead of quietly giving `max`. */
  isStrict?: boolean;
  /** What distinguishes lists of one method (the filter): a token of one does not continue another. */
  list: string;
}

/** One type in one place. */
export interface Segment {
  type: GcpType;
  location: string;
}

/**
 * Up to a page of the resources in these segments that `keep` wants, in their order. Tokens name a segment and an index in it, so a
 * resource that vanishes between two pages moves no other.
 */
export function page(call: Call, request: PageRequest, segments: readonly Segment[], keep: (found: Found) => boolean = () => true): Page {
  const size = sizeOf(request);
  const { estate } = call.project;
  const check = fnv(`${call.methodId} ${call.project.projectId} ${request.list}`);
  const items: Found[] = [];
  const start = request.pageToken ? readToken(request.pageToken, segments, check) : { segment: 0, index: 0 };
  if (!start) throw invalidArgument('Invalid page token.');
  for (let position = start.segment; position < segments.length; position++) {
    const { type, location } = segments[position]!;
    const count = estate.count(type, location);
    for (let index = position === start.segment ? start.index : 0; index < count; index++) {
      const resource = estate.at(type, location, index);
      if (!resource || !keep({ type, index, resource })) continue;
      // One found beyond the page proves that there is a next one.
      if (items.length === size) return { items, next: writeToken(segments[position]!, index, check) };
      items.push({ type, index, resource });
    }
  }
  return { items, next: undefined };
}

/** These types wherever a project has them; a region's part alone when `region` is given. */
export function segmentsOf(call: Call, types: readonly GcpType[], isPlace: (location: string) => boolean = () => true): Segment[] {
  return types.flatMap((type) =>
    call.project.estate
      .placesOf(type)
      .filter(isPlace)
      .map((location) => ({ type, location })),
  );
}

function sizeOf({ pageSize, usual, max, isStrict }: PageRequest): number {
  const size = Number(pageSize ?? 0);
  if (!Number.isInteger(size) || size < 0) throw invalidArgument('page_size must be a non-negative integer.');
  if (size > max && isStrict) throw invalidArgument(`page_size must be at most ${max}.`);
  return size === 0 ? usual : Math.min(size, max);
}

function writeToken({ type, location }: Segment, index: number, check: number): string {
  return Buffer.from(JSON.stringify([type, location, index, mix(check, index).toString(36)])).toString('base64url');
}

function readToken(token: string, segments: readonly Segment[], check: number): { segment: number; index: number } | undefined {
  const match = /^\["([\w-]+)","([\w-]+)",(\d{1,10}),"(\w+)"\]$/.exec(Buffer.from(token, 'base64url').toString('latin1'));
  const index = Number(match?.[3]);
  const segment = segments.findIndex(({ type, location }) => type === match?.[1] && location === match[2]);
  return match && segment >= 0 && match[4] === mix(check, index).toString(36) ? { segment, index } : undefined;
}

function fnv(text: string): number {
  let hash = 0x811c9dc5;
  for (let at = 0; at < text.length; at++) hash = Math.imul(hash ^ text.charCodeAt(at), 0x01000193);
  return hash;
}
