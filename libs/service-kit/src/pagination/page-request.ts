import type { z } from 'zod';
import { RequestError } from '../subgraph/request-error.ts';
import { decodeCursor } from './cursor.ts';

/** The arguments of a Relay connection, as a resolver gets them. */
export interface PageArguments {
  first?: number | null;
  after?: string | null;
}

export interface PageOptions<K extends readonly unknown[]> {
  /** The list that the cursors belong to, as `findings`. A list that can be ordered in several ways is one list an order: `findings:severity`. */
  list: string;
  /** The columns that order the list, the last of them unique: checks what comes back in a cursor. */
  key: z.ZodType<K>;
  /** The most that can be asked for at once. Default 100. */
  max?: number;
  /** How many when `first` is not said. Default 50. */
  otherwise?: number;
}

/** One page to read. */
export interface PageRequest<K extends readonly unknown[]> {
  list: string;
  first: number;
  /** How many rows to fetch: one more than asked, which tells whether there is a next page. */
  limit: number;
  /** The key of the last row of the page before; undefined for the first page. */
  after: K | undefined;
}

/**
 * Reads the arguments of a connection. Throws a RequestError with code BAD_USER_INPUT when `first` is not within 1 and `max`, or when the cursor
 * is malformed or of another list.
 */
export function pageRequest<K extends readonly unknown[]>(args: PageArguments, options: PageOptions<K>): PageRequest<K> {
  const { list, key, max = 100, otherwise = 50 } = options;
  const first = args.first ?? Math.min(otherwise, max);

  if (!Number.isInteger(first) || first < 1 || first > max) throw badInput('first', `first must be between 1 and ${max}, not ${first}`);

  return { list, first, limit: first + 1, after: args.after == null ? undefined : readAfter(args.after, list, key) };
}

function readAfter<K extends readonly unknown[]>(cursor: string, list: string, key: z.ZodType<K>): K {
  const decoded = decodeCursor(cursor);
  if (!decoded) throw badInput('after', "after is not a cursor: give an endCursor or an edge's cursor as it came");
  if (decoded.list !== list) throw badInput('after', 'after is a cursor of another list or another order');

  const parsed = key.safeParse(decoded.key);
  if (!parsed.success) throw badInput('after', "after is not a cursor of this list: give an endCursor or an edge's cursor as it came");
  return parsed.data;
}

/** A RequestError: any other would be masked as a failure of ours. */
function badInput(argument: string, message: string): RequestError {
  const error = new RequestError('BAD_USER_INPUT', message);
  error.extensions['argument'] = argument;
  return error;
}
