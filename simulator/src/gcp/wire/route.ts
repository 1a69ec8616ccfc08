import type { Method } from '../call.ts';

export interface Routed {
  method: Method;
  params: Record<string, string>;
  query: URLSearchParams;
}

export type Router = (host: string, verb: string, url: string) => Routed | undefined;

/** Finds the method that a request calls. A path that cannot be decoded finds none. */
export function createRouter(methods: readonly Method[]): Router {
  const byHost = new Map<string, { method: Method; pattern: RegExp }[]>();
  for (const method of methods) {
    const pattern = new RegExp(`^${method.path.replace(/[.+$()]/g, '\\$&').replace(/\{(\w+)\}/g, '(?<$1>[^/:]+)')}$`);
    byHost.set(method.host, [...(byHost.get(method.host) ?? []), { method, pattern }]);
  }
  return (host, verb, url) => {
    const [path = '/', search = ''] = url.split(/\?(.*)/s);
    for (const { method, pattern } of byHost.get(host) ?? []) {
      if (method.verb !== verb) continue;
      const groups = pattern.exec(path)?.groups ?? (pattern.test(path) ? {} : undefined);
      const params = groups && decode(groups);
      if (params) return { method, params, query: new URLSearchParams(search) };
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
