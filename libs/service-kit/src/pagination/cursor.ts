/** What a cursor holds: the list it belongs to, and the key of one row. */
export interface CursorContent {
  list: string;
  key: unknown[];
}

const longestCursor = 2_048;

/** An opaque cursor. Dates travel as ISO text: a key's timestamps must be timestamptz(3), or rows within one millisecond get lost between pages. */
export const encodeCursor = (list: string, key: readonly unknown[]): string =>
  Buffer.from(JSON.stringify([list, ...key])).toString('base64url');

/** What a cursor holds; undefined when it is not one of ours. Its key was made by whoever sent it: check it. */
export function decodeCursor(cursor: string): CursorContent | undefined {
  if (cursor.length > longestCursor || !/^[\w-]+$/.test(cursor)) return undefined;

  const content = parseJson(Buffer.from(cursor, 'base64url').toString());
  if (!Array.isArray(content)) return undefined;

  const [list, ...key] = content as unknown[];
  return typeof list === 'string' ? { list, key } : undefined;
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined; // not JSON is an answer here, not a failure
  }
}
