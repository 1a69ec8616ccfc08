import type { GraphqlFailure } from '../errors/graphql-request-error.ts';

/** How the graph is reached, and who asks. */
export interface ClientOptions {
  /** The graph's endpoint: `https://offload.example/graphql`. In a page it may be a path. */
  readonly url: string;
  /** Gives an API key or an access token. Asked anew for each request and for each connection, so that one that is about to expire can be replaced. */
  readonly token: () => string | Promise<string>;
  /** Instead of the global `fetch`. */
  readonly fetch?: typeof globalThis.fetch;
  /** Instead of the global `WebSocket`: a constructor of the same kind. */
  readonly webSocket?: unknown;
  /** What subscriptions come over: `WEB_SOCKET` (one connection for all of them) or `EVENT_STREAM` (a response each, where proxies let no WebSocket through). */
  readonly subscriptions?: 'WEB_SOCKET' | 'EVENT_STREAM';
  /** A connection that says nothing for twice this long is taken for dead and made anew: 15,000 when not set. In milliseconds. */
  readonly keepAliveMs?: number;
  /** How a subscription comes back after its connection was lost. */
  readonly retry?: Partial<RetryOptions>;
}

/** Waits are random, between nothing and a bound that doubles: clients that were cut off together do not come back together. */
export interface RetryOptions {
  /** How many tries in a row may fail before the subscription does: 15, which is some minutes. */
  readonly attempts: number;
  /** The bound of the first wait: 500. In milliseconds. */
  readonly shortestMs: number;
  /** The bound that is never passed: 30,000. In milliseconds. */
  readonly longestMs: number;
}

/** For one request or subscription. */
export interface OperationOptions {
  /** Ends it. A request rejects with the signal's reason; a subscription completes. */
  readonly signal?: AbortSignal;
  /**
   * Told of what is missing when only a part could be answered: nulls stand where `path` says. A request then gives what there is instead of throwing; a subscription
   * gives it in any case.
   */
  readonly onPartial?: (errors: readonly GraphqlFailure[]) => void;
}
