import { UnexpectedAnswer } from '../../collector/unexpected-answer.ts';
import { armHost } from './azure-http-client.ts';
import type { AzureTransport } from './azure-transport.ts';
import { readJson } from '../http/read-json.ts';

/**
 * Reads from Resource Manager. Paths begin with a slash: `/subscriptions/…`. Every method rejects with `AzureError` when Azure refuses,
 * `ConnectionFailed` when it does not answer, and `UnexpectedAnswer` when it answers something else than JSON.
 */
export interface ArmClient {
  get<T extends object>(path: string, apiVersion: string): Promise<T>;
  /** For queries, which are long. */
  post<T extends object>(path: string, apiVersion: string, body: object): Promise<T>;
  /** The pages of a listing, `value` by `value`, as far as `nextLink` goes. */
  pages<T>(path: string, apiVersion: string): AsyncGenerator<readonly T[]>;
}

interface Listing<T> {
  readonly value?: readonly T[];
  readonly nextLink?: string | null;
}

/** The client of a session. */
export async function armClient({ pipeline, httpClient }: AzureTransport): Promise<ArmClient> {
  const { createHttpHeaders, createPipelineRequest } = await import('@azure/core-rest-pipeline');

  async function call<T extends object>(method: 'GET' | 'POST', url: string, body?: object): Promise<T> {
    const headers = createHttpHeaders({ accept: 'application/json', ...(body && { 'content-type': 'application/json' }) });
    const request = createPipelineRequest({ url, method, headers, ...(body && { body: JSON.stringify(body) }) });
    const { bodyAsText } = await pipeline.sendRequest(httpClient, request);
    const answer = readJson(bodyAsText ?? '');
    if (answer === undefined) throw new UnexpectedAnswer(pathOf(url));
    return answer as T;
  }

  return {
    get: (path, apiVersion) => call('GET', urlOf(path, apiVersion)),
    post: (path, apiVersion, body) => call('POST', urlOf(path, apiVersion), body),
    async *pages<T>(path: string, apiVersion: string) {
      let url: string | null = urlOf(path, apiVersion);
      while (url !== null) {
        const { value, nextLink }: Listing<T> = await call<Listing<T>>('GET', url);
        if (!Array.isArray(value)) throw new UnexpectedAnswer(path);
        yield value;
        if (nextLink === url) throw new UnexpectedAnswer(`${path}, a page that leads to itself`);
        url = nextLink || null;
      }
    },
  };
}

const urlOf = (path: string, apiVersion: string): string => `https://${armHost}${path}${path.includes('?') ? '&' : '?'}api-version=${apiVersion}`;

const pathOf = (url: string): string => new URL(url).pathname;
