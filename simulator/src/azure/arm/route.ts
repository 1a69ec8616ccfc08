import type { Operation } from '../call.ts';

export interface Routed {
  operation: Operation;
  params: Record<string, string>;
}

export type Router = (verb: string, path: string) => Routed | undefined;

/** Finds the operation that a request calls: Resource Manager compares paths without case. A path that cannot be decoded finds none. */
export function createRouter(operations: readonly Operation[]): Router {
  const patterns = operations.map((operation) => {
    const source = operation.path.replace(/[.+$()]/g, '\\$&').replace(/\{(\w+)\}/g, '(?<$1>[^/]+)');
    return { operation, pattern: new RegExp(`^${source}/?$`, 'i') };
  });
  return (verb, path) => {
    for (const { operation, pattern } of patterns) {
      const match = operation.verb === verb ? pattern.exec(path) : null;
      const params = match && decode(match.groups ?? {});
      if (params) return { operation, params };
    }
    return undefined;
  };
}

function decode(groups: Record<string, string>): Record<string, string> | undefined {
  try {
    return Object.fromEntries(Object.entries(groups).map(([name, value]) => [name, decodeURIComponent(value)]));
  } catch {
    // A stray per cent sign: no resource has such a name.
    return undefined;
  }
}
