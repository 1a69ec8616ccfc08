import type { FormattedExecutionResult } from 'graphql';
import { createClient as createSseClient } from 'graphql-sse';
import { createClient as createWsClient } from 'graphql-ws';
import request from 'supertest';
import WebSocket from 'ws';

export interface Answer extends FormattedExecutionResult<any> {
  status: number;
  headers: Record<string, string>;
}

/** Asks over HTTP. */
export async function ask(url: string, key: string | undefined, query: string, variables?: Record<string, unknown>): Promise<Answer> {
  const post = request(url).post('/graphql');
  if (key) post.set('authorization', `Bearer ${key}`);
  const { body, status, headers } = await post.send({ query, variables });
  return { ...body, status, headers };
}

/** What a subscription gives, one after another. */
export type Watch = AsyncIterableIterator<FormattedExecutionResult<any, any>>;

export interface Watcher {
  watch(query: string, variables?: Record<string, unknown>): Watch;
  close(): void;
}

/** Subscribes over WebSocket. */
export function overWebSocket(url: string, key: string): Watcher {
  const client = createWsClient({
    url: `${url.replace('http', 'ws')}/graphql`,
    webSocketImpl: WebSocket,
    connectionParams: { authorization: `Bearer ${key}` },
    retryAttempts: 0,
  });
  return { watch: (query, variables) => client.iterate({ query, variables }) as Watch, close: () => void client.dispose() };
}

/** Subscribes over server-sent events. */
export function overEventStream(url: string, key: string): Watcher {
  const client = createSseClient({ url: `${url}/graphql/stream`, headers: { authorization: `Bearer ${key}` }, retryAttempts: 0 });
  return { watch: (query, variables) => client.iterate({ query, variables }) as unknown as Watch, close: () => client.dispose() };
}

/** The next result; fails when there is none. */
export async function next(watch: Watch): Promise<FormattedExecutionResult<any, any>> {
  const { value, done } = await watch.next();
  if (done) throw new Error('the subscription ended');
  return value;
}
