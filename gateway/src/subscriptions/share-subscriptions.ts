import type { Principal } from '@offload/contracts';
import { metrics, type Logger } from '@offload/service-kit';
import type { FormattedExecutionResult } from 'graphql';
import { randomUUID } from 'node:crypto';
import type { AdmittedOperation } from '../admission/admit.ts';
import type { OperationContext } from '../execution/operation-context.ts';
import { createLatestResult, type LatestResult } from './latest-result.ts';
import type { SubscriptionPlan } from './plan-subscription.ts';
import type { RunSubscription } from './run-subscription.ts';

/** A result as it is sent, written once for all who get it. */
export interface SerializedResult {
  readonly json: string;
}

/** One subscriber's part in a subscription that others may share. */
export interface Membership {
  next(): Promise<IteratorResult<SerializedResult>>;
  /** Ends the part at once. The last one to leave closes the stream of the subgraph. */
  leave(): void;
}

export interface SharedSubscriptions {
  /** Takes part in what runs already for this operation and this access, or starts it. Whoever comes later begins with the latest result. */
  join(operation: AdmittedOperation, plan: SubscriptionPlan, principal: Principal): Membership;
}

interface Upstream {
  readonly members: Set<LatestResult<SerializedResult>>;
  readonly abort: AbortController;
  latest: SerializedResult | undefined;
}

const replacedTotal = metrics.counter({
  name: 'gateway_subscription_results_replaced_total',
  help: 'Results that a slow subscriber never saw, as a newer one had come',
  labels: [],
});

/** What somebody may see, as far as subgraphs can tell: those for whom it is the same may see the same results. */
export const accessOf = ({ tenantId, scopes }: Principal): string => `${tenantId} ${[...scopes].sort().join(' ')}`;

/**
 * Makes what lets subscribers share: those of one tenant with the same scopes who ask for the same operation with the same variables have one
 * subscription at the subgraph, and results that are executed and written once. It runs in the name of the gateway, for the tenant and with the
 * scopes, so that no result can depend on who of them came first.
 */
export function createSharedSubscriptions({ run, log }: { run: RunSubscription; log: Logger }): SharedSubscriptions {
  const upstreams = new Map<string, Upstream>();

  async function feed(key: string, upstream: Upstream, results: AsyncIterable<FormattedExecutionResult>): Promise<void> {
    try {
      for await (const result of results) {
        upstream.latest = { json: JSON.stringify(result) };
        for (const member of upstream.members) member.put(upstream.latest);
      }
    } finally {
      forget(key, upstream);
      for (const member of upstream.members) member.end();
    }
  }

  /** Another may have begun under the same key since. */
  function forget(key: string, upstream: Upstream): void {
    if (upstreams.get(key) === upstream) upstreams.delete(key);
  }

  function start(key: string, operation: AdmittedOperation, plan: SubscriptionPlan, { tenantId, scopes }: Principal): Upstream {
    const upstream: Upstream = { members: new Set(), abort: new AbortController(), latest: undefined };
    const context: OperationContext = {
      caller: { principal: { tenantId, scopes, subject: 'service:gateway', roles: [] } },
      requestId: randomUUID(),
      address: '',
      log,
    };
    upstreams.set(key, upstream);
    feed(key, upstream, run(plan, operation, context, upstream.abort.signal)).catch((error: unknown) =>
      log.error({ err: error, requestId: context.requestId }, 'subscription failed'),
    );
    return upstream;
  }

  return {
    join(operation, plan, principal) {
      const key = JSON.stringify([accessOf(principal), plan.text, operation.variables]);
      const upstream = upstreams.get(key) ?? start(key, operation, plan, principal);
      const results = createLatestResult<SerializedResult>(() => replacedTotal.inc());
      upstream.members.add(results);
      if (upstream.latest) results.put(upstream.latest);

      return {
        next: () => results.next(),
        leave() {
          results.close();
          if (!upstream.members.delete(results) || upstream.members.size > 0) return;
          forget(key, upstream);
          upstream.abort.abort();
        },
      };
    },
  };
}
