import { encodeCursor } from './cursor.ts';
import type { PageRequest } from './page-request.ts';

export interface PageInfo {
  hasNextPage: boolean;
  /** True after a cursor: something lies before it. */
  hasPreviousPage: boolean;
  startCursor: string | null;
  endCursor: string | null;
}

export interface Edge<T> {
  cursor: string;
  node: T;
}

/** A Relay connection, as graphql-js resolves it. */
export interface Connection<T> {
  edges: Edge<T>[];
  nodes: T[];
  pageInfo: PageInfo;
  /** Called by graphql-js only when the client selects it. */
  totalCount(): Promise<number>;
}

export interface ConnectionOptions {
  /** Counts the whole list; run only when `totalCount` is selected. */
  totalCount: () => Promise<number>;
}

/**
 * The connection for one page. `rows` are the `page.limit` rows that were fetched: the one too many tells whether there is a next page and is not shown.
 * `keyOf` gives the columns that order the list, as `page.after` has them.
 */
export function connectionOf<T, K extends readonly unknown[]>(
  rows: readonly T[],
  page: PageRequest<K>,
  keyOf: (row: T) => K,
  options: ConnectionOptions,
): Connection<T> {
  const nodes = rows.slice(0, page.first);
  const edges = nodes.map((node) => ({ cursor: encodeCursor(page.list, keyOf(node)), node }));

  return {
    edges,
    nodes,
    pageInfo: {
      hasNextPage: rows.length > page.first,
      hasPreviousPage: page.after !== undefined,
      startCursor: edges[0]?.cursor ?? null,
      endCursor: edges.at(-1)?.cursor ?? null,
    },
    totalCount: options.totalCount,
  };
}
