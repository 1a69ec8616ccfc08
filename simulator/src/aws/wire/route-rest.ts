/** Finds the operation of a REST request by method, path and the query parameters that a binding demands. */
import { membersOf, traitsOf, type Operation } from './operation.ts';

export interface Route {
  operation: Operation;
  method: string;
  path: RegExp;
  labels: string[];
  /** Query parameters that must be there, with the value they must have, or null for any. */
  query: [name: string, value: string | null][];
  needsBucket: boolean;
}

export interface RoutedRequest {
  operation: Operation;
  labels: Record<string, string>;
}

/**
 * Routes of all operations with HTTP bindings, the most specific first: more demanded query parameters, then fewer labels, then longer
 * paths.
 */
export function compileRoutes(operations: ReadonlyMap<string, Operation>, isS3: boolean): Route[] {
  const routes: (Route & { weight: number })[] = [];
  for (const operation of operations.values()) {
    if (!operation.http) continue;
    const [method, pattern] = operation.http;
    const [path = '/', search = ''] = pattern.split('?');
    const labels: string[] = [];
    const source = path
      .split(/(\{\w+\+?\})/)
      .map((part) => {
        const label = /^\{(\w+)(\+?)\}$/.exec(part);
        if (!label) return part.replace(/[.*+?^$()|[\]\\{}]/g, '\\$&');
        labels.push(label[1]!);
        return label[2] ? '(.+)' : '([^/]+)';
      })
      .join('');
    const query = [...new URLSearchParams(search)]
      .filter(([name]) => name !== 'x-id')
      .map(([name, value]): [string, string | null] => [name, value || null]);
    routes.push({
      operation,
      method,
      path: new RegExp(`^${source}/?$`),
      labels,
      query,
      needsBucket: isS3 && [...membersOf(operation.input)].some(([name, member]) => name === 'Bucket' && traitsOf(member).httpLabel),
      weight: query.length * 10_000 - labels.length * 1000 + path.length,
    });
  }
  return routes.sort((a, b) => b.weight - a.weight);
}

/**
 * The operation that a request is meant for, or undefined. S3 buckets are addressed in the path's first segment (`forcePathStyle`).
 * `x-id`, which the SDK adds, decides between operations that share a path and method.
 */
export function routeRest(
  routes: readonly Route[],
  method: string,
  pathname: string,
  query: URLSearchParams,
  isS3: boolean,
): RoutedRequest | undefined {
  let path = pathname;
  let bucket: string | undefined;
  if (isS3) {
    const match = /^\/([^/]+)(\/.*)?$/.exec(pathname);
    bucket = match?.[1];
    if (match) path = match[2] ?? '/';
  }
  const id = query.get('x-id');
  for (const route of routes) {
    if (route.method !== method || (id !== null && id !== route.operation.name) || (isS3 && route.needsBucket !== (bucket !== undefined)))
      continue;
    if (!route.query.every(([name, value]) => query.has(name) && (value === null || query.get(name) === value))) continue;
    const match = route.path.exec(path);
    if (!match) continue;
    const labels: Record<string, string> = {};
    route.labels.forEach((label, position) => {
      labels[label] = decode(match[position + 1]!);
    });
    if (bucket !== undefined) labels.Bucket = decode(bucket);
    return { operation: route.operation, labels };
  }
  return undefined;
}

/** Percent-decoding that leaves a malformed sequence as it is: a label that no resource has then answers as unknown. */
function decode(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}
