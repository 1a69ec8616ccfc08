import type { TypedDocumentNode } from '@graphql-typed-document-node/core';
import { operationText } from '../request/operation-text.ts';
import { sendRequest } from '../request/send-request.ts';
import type { SubscriptionTransport } from '../subscription/connection.ts';
import { followSubscription } from '../subscription/follow-subscription.ts';
import { overEventStream } from '../subscription/over-event-stream.ts';
import { overWebSocket } from '../subscription/over-web-socket.ts';
import type { ClientOptions, OperationOptions } from './client-options.ts';

/** Variables may be left out where none is required. */
export type OperationArguments<TVariables> = {} extends TVariables
  ? [variables?: TVariables, options?: OperationOptions]
  : [variables: TVariables, options?: OperationOptions];

/** A client of the graph. */
export interface Client {
  /**
   * Runs a query or a mutation and gives its data. Throws a `GraphqlRequestError` when it was not carried out as a whole (see `OperationOptions.onPartial`), and the
   * signal's reason when it was aborted. A mutation that lost its answer (`UNREACHABLE`) may have been carried out.
   */
  request<TData, TVariables>(document: TypedDocumentNode<TData, TVariables>, ...rest: OperationArguments<TVariables>): Promise<TData>;
  /**
   * Follows a subscription: to be iterated once, and ended by leaving the loop or by the signal. It survives restarts of the gateway: after a lost connection it is
   * opened again and begins with the present state. Iterating throws a `GraphqlRequestError` when it is refused, when the credentials no longer hold
   * (`UNAUTHENTICATED`), and when the gateway stays away for long (`UNREACHABLE`).
   */
  subscribe<TData, TVariables>(document: TypedDocumentNode<TData, TVariables>, ...rest: OperationArguments<TVariables>): AsyncIterable<TData>;
  /** Ends every subscription, which complete, and lets go of connections. */
  close(): void;
}

/** Makes a client of one endpoint for one person or partner. It works in pages and in Node alike, and connects when it is first used. */
export function createClient(options: ClientOptions): Client {
  const closed = new AbortController();
  let transport: SubscriptionTransport | undefined;
  const connect = (): SubscriptionTransport => (transport ??= options.subscriptions === 'EVENT_STREAM' ? overEventStream(options) : overWebSocket(options));

  return {
    async request<TData, TVariables>(document: TypedDocumentNode<TData, TVariables>, variables?: TVariables, operation: OperationOptions = {}) {
      return (await sendRequest(options, { ...operationText(document), variables: variables ?? {} }, operation)) as TData;
    },

    subscribe<TData, TVariables>(document: TypedDocumentNode<TData, TVariables>, variables?: TVariables, { signal, onPartial }: OperationOptions = {}) {
      const subscription = { ...operationText(document), variables: (variables ?? {}) as Record<string, unknown> };
      const ended = signal ? AbortSignal.any([signal, closed.signal]) : closed.signal;
      return {
        [Symbol.asyncIterator]: () => {
          const left = new AbortController();
          const results = followSubscription(connect(), subscription, { signal: AbortSignal.any([ended, left.signal]), onPartial, retry: options.retry });
          return {
            next: () => results.next(),
            // A generator that waits for its next result would hear of its end only after it.
            async return() {
              left.abort();
              return results.return();
            },
          } as AsyncIterator<TData>;
        },
      };
    },

    close() {
      closed.abort();
      transport?.close();
    },
  };
}
