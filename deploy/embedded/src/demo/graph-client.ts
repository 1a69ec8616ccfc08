import { createClient, type Client } from 'graphql-ws';
import WebSocket from 'ws';

/** Asks the public endpoint, as any client would: nothing else of the platform is known here. */
export interface GraphClient {
  /** The platform's address, without a path. */
  readonly url: string;
  /** Runs a query or a mutation. Throws with the messages when the answer has errors. */
  request<T>(query: string, variables?: Record<string, unknown>): Promise<T>;
  /** The results of a subscription, until it completes or the loop is left. */
  subscribe<T>(query: string, variables: Record<string, unknown>): AsyncIterable<T>;
  close(): Promise<void>;
}

/** A client of `<url>/graphql` with an API key. */
export function createGraphClient(url: string, apiKey: string): GraphClient {
  const authorization = `Bearer ${apiKey}`;
  let socket: Client | undefined;

  return {
    url,

    async request<T>(query: string, variables: Record<string, unknown> = {}) {
      const response = await fetch(`${url}/graphql`, {
        method: 'POST',
        headers: { 'content-type': 'application/json', authorization },
        body: JSON.stringify({ query, variables }),
      });
      const { data, errors } = (await response.json()) as { data?: T; errors?: { message: string }[] };
      if (errors?.length || !data) throw new Error(`the graph answered ${response.status}: ${errors?.map(({ message }) => message).join('; ')}`);
      return data;
    },

    async *subscribe<T>(query: string, variables: Record<string, unknown>) {
      socket ??= createClient({ url: `${url.replace(/^http/, 'ws')}/graphql`, webSocketImpl: WebSocket, connectionParams: { authorization }, lazy: true });
      for await (const { data, errors } of socket.iterate<T>({ query, variables })) {
        if (errors?.length) throw new Error(`the subscription failed: ${errors.map(({ message }) => message).join('; ')}`);
        if (data) yield data as T;
      }
    },

    close: async () => socket?.dispose(),
  };
}
