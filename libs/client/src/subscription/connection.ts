import type { FormattedExecutionResult } from 'graphql';
import type { OperationText } from '../request/operation-text.ts';

/** A subscription as it goes over the wire. */
export type SubscriptionText = OperationText & { readonly variables: Record<string, unknown> };

/** Where the results of one subscription, on one connection, go. Exactly one of `failed` and `completed` is called, at the end. */
export interface ResultSink {
  result(result: FormattedExecutionResult): void;
  /** The connection was lost or never made, or the subscription was refused. */
  failed(reason: GraphqlFailureReason): void;
  completed(): void;
}

/** Why a subscription ended: what to say, and whether it may be better in a moment. */
export interface GraphqlFailureReason {
  readonly error: Error;
  readonly passing: boolean;
}

/** A way to the gateway's subscriptions. It tries once: that it is tried again is `followSubscription`'s. */
export interface SubscriptionTransport {
  /** Opens a subscription; what it gives ends it. */
  open(subscription: SubscriptionText, sink: ResultSink): () => void;
  /** Lets go of connections. */
  close(): void;
}
