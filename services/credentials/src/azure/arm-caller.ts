import { createHttpHeaders, createPipelineRequest, type HttpClient, type PipelineResponse } from '@azure/core-rest-pipeline';
import type { Secret } from '@offload/service-kit';
import { randomUUID } from 'node:crypto';
import { AzureError, classifyArmFailure } from './azure-error.ts';
import { armHost } from './azure-transport.ts';

/** Reads from Azure Resource Manager. Rejects with `AzureError` only. */
export interface ArmCaller {
  /** One resource, by its path and query. @throws AzureError */
  get<T>(path: string): Promise<T>;
  /** Every item of a list, over all its pages. @throws AzureError */
  list<T>(path: string): Promise<T[]>;
}

/** A list that does not end is a defect of the server's, and must not become ours. */
const mostPages = 200;

/** One answer of Resource Manager, good or bad. @throws AzureError when none came */
export async function askArm(transport: HttpClient, path: string, accessToken: Secret | null): Promise<PipelineResponse> {
  const headers = createHttpHeaders({
    accept: 'application/json',
    'user-agent': 'offload-security',
    'x-ms-client-request-id': randomUUID(),
    ...(accessToken && { authorization: `Bearer ${accessToken.reveal()}` }),
  });
  try {
    return await transport.sendRequest(createPipelineRequest({ url: `https://${armHost}${path}`, method: 'GET', headers }));
  } catch {
    // Its cause is left behind on purpose: it holds the request, token included.
    throw classifyArmFailure(operationOf(path), null);
  }
}

/** Without the query: `$skiptoken` and the like say nothing. */
const operationOf = (path: string): string => `GET ${path.split('?')[0]}`;

export function armCaller(transport: HttpClient, accessToken: Secret): ArmCaller {
  async function get<T>(path: string): Promise<T> {
    const { status, bodyAsText } = await askArm(transport, path, accessToken);
    const text = bodyAsText ?? '';
    if (status !== 200) throw classifyArmFailure(operationOf(path), { status, text });
    try {
      return JSON.parse(text) as T;
    } catch {
      throw new AzureError(operationOf(path), 'UNREACHABLE', 'NotJson');
    }
  }

  return {
    get,
    async list<T>(path: string) {
      const items: T[] = [];
      let next: string | null = path;
      for (let pages = 0; next !== null; pages += 1) {
        if (pages === mostPages) throw new AzureError(operationOf(path), 'OTHER', 'EndlessList');
        const page: { value?: T[]; nextLink?: string | null } = await get(next);
        items.push(...(page.value ?? []));
        next = page.nextLink ? pathOf(page.nextLink, path) : null;
      }
      return items;
    },
  };
}

/** The path and query of a `nextLink`. The token goes to Resource Manager, and to nobody else that an answer may name. */
function pathOf(nextLink: string, listed: string): string {
  const url = URL.parse(nextLink);
  if (url?.protocol !== 'https:' || url.host !== armHost) throw new AzureError(operationOf(listed), 'OTHER', 'ForeignNextLink');
  return url.pathname + url.search;
}
