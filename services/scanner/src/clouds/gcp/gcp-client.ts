import { UnexpectedAnswer } from '../../collector/unexpected-answer.ts';
import type { SendGcp } from './gcp-transport.ts';
import { readJson } from '../http/read-json.ts';

/** What stands in the query of a request; a list is repeated, and what is `undefined` left out. */
export type GcpQuery = Readonly<Record<string, string | number | readonly string[] | undefined>>;

/**
 * Reads from Google's REST APIs. Every method rejects with `GcpError` when Google refuses, `ConnectionFailed` when it does not answer, and
 * `UnexpectedAnswer` when it answers something else than a JSON object.
 */
export interface GcpClient {
  get<T extends object>(url: string, query?: GcpQuery): Promise<T>;
  /** For reads that Google has as a POST. */
  post<T extends object>(url: string, body: object): Promise<T>;
  /** The answers of a listing, as far as `nextPageToken` goes. */
  pages<T extends object>(url: string, query: GcpQuery): AsyncGenerator<T>;
  /** The same for a listing that is a POST. */
  postPages<T extends object>(url: string, body: object): AsyncGenerator<T>;
}

/** A client that sends by `send`. */
export function gcpClient(send: SendGcp): GcpClient {
  async function read<T extends object>(method: 'GET' | 'POST', url: string, body?: object): Promise<T> {
    const answer = await send({ method, url, body: body && JSON.stringify(body) });
    const value = readJson(answer.body);
    if (value === undefined) throw new UnexpectedAnswer(new URL(url).pathname);
    return value as T;
  }

  const get = <T extends object>(url: string, query: GcpQuery = {}): Promise<T> => read<T>('GET', withQuery(url, query));
  const post = <T extends object>(url: string, body: object): Promise<T> => read<T>('POST', url, body);
  return {
    get,
    post,
    pages: (url, query) => pagesOf(url, (pageToken) => get(url, { ...query, pageToken })),
    postPages: (url, body) => pagesOf(url, (pageToken) => post(url, pageToken === undefined ? body : { ...body, pageToken })),
  };
}

async function* pagesOf<T extends object>(url: string, read: (pageToken: string | undefined) => Promise<T>): AsyncGenerator<T> {
  let pageToken: string | undefined;
  for (;;) {
    const page = await read(pageToken);
    yield page;
    const next = (page as { nextPageToken?: unknown }).nextPageToken;
    if (typeof next !== 'string' || next === '') return;
    if (next === pageToken) throw new UnexpectedAnswer(`${new URL(url).pathname}, a page that leads to itself`);
    pageToken = next;
  }
}

function withQuery(url: string, query: GcpQuery): string {
  const search = new URLSearchParams();
  for (const [name, value] of Object.entries(query)) {
    if (value === undefined) continue;
    for (const one of typeof value === 'object' ? value : [value]) search.append(name, String(one));
  }
  const text = search.toString();
  return text === '' ? url : `${url}?${text}`;
}
