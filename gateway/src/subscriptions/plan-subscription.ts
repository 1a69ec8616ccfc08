import { operationFromDocument } from '@apollo/federation-internals';
import type { FetchNode, QueryPlan } from '@apollo/query-planner';
import { print } from 'graphql';
import type { AdmittedOperation } from '../admission/admit.ts';
import { refusal } from '../errors/refusal.ts';
import type { LoadedSupergraph } from '../supergraph/load-supergraph.ts';

/** How a subscription is carried out: where its events come from, and what is fetched for each. */
export interface SubscriptionPlan {
  /** The fetch that the owning subgraph answers with events. */
  primary: FetchNode;
  /** A query plan that begins with the primary fetch: its answer is an event. */
  perEvent: QueryPlan;
  /** The operation, however its text was laid out. */
  text: string;
}

/** Makes the planner of subscriptions. Plans are kept for as long as the prepared document is. */
export function createSubscriptionPlanner({ planner, apiSchema }: LoadedSupergraph): (operation: AdmittedOperation) => SubscriptionPlan {
  const plans = new WeakMap<object, SubscriptionPlan>();

  return ({ document: whole, operationName, visible: { document } }) => {
    const known = plans.get(document);
    if (known) return known;

    const { node } = planner.buildQueryPlan(
      operationFromDocument(apiSchema, document, { operationName: operationName ?? undefined, validate: false }),
    );
    // A root field behind @skip or @include is planned as a condition.
    if (node?.kind !== 'Subscription') throw refusal('BAD_REQUEST', 'The subscription has no field that is always selected');

    const { primary, rest } = node;
    const plan: SubscriptionPlan = {
      primary,
      perEvent: { kind: 'QueryPlan', node: rest ? { kind: 'Sequence', nodes: [primary, rest] } : primary },
      text: print(whole),
    };
    plans.set(document, plan);
    return plan;
  };
}
