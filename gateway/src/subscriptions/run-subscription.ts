import { buildOperationContext, executeQueryPlan, type GraphQLDataSource } from '@apollo/gateway';
import type { ServiceName } from '@offload/contracts';
import { metrics } from '@offload/service-kit';
import { OperationTypeNode, type FormattedExecutionResult } from 'graphql';
import type { AdmittedOperation } from '../admission/admit.ts';
import { identified, presentErrors, subgraphUnavailable } from '../errors/present-errors.ts';
import type { OperationContext } from '../execution/operation-context.ts';
import type { EventConnections, SubgraphEvent } from '../subgraphs/open-subgraph-events.ts';
import type { SubgraphHeaders } from '../subgraphs/subgraph-headers.ts';
import type { LoadedSupergraph } from '../supergraph/load-supergraph.ts';
import type { SubscriptionPlan } from './plan-subscription.ts';

export interface RunOptions {
  supergraph: LoadedSupergraph;
  sources: Readonly<Record<string, GraphQLDataSource>>;
  urls: Readonly<Record<string, string>>;
  headers: SubgraphHeaders;
  connections: EventConnections;
}

/** The results of one subscription to a subgraph, until it is complete or the signal aborts. A subgraph that fails is a last result with errors: it never rejects. */
export type RunSubscription = (
  plan: SubscriptionPlan,
  operation: AdmittedOperation,
  context: OperationContext,
  signal: AbortSignal,
) => AsyncGenerator<FormattedExecutionResult>;

const openGauge = metrics.gauge({
  name: 'gateway_upstream_subscriptions_open',
  help: 'Subscriptions that are open at subgraphs',
  labels: ['subgraph'],
});

/**
 * Makes what runs subscriptions over the whole graph, which @apollo/gateway does not execute but plans: as a primary fetch of the owning subgraph and
 * the rest. The primary is opened as a stream there; for each event the plan runs with the event in place of the primary's answer, so that
 * aliases, variables, null propagation and error paths are Apollo's own.
 */
export function createRunSubscription({ supergraph, sources, urls, headers, connections }: RunOptions): RunSubscription {
  const { schema, supergraphSchema, apiSchema } = supergraph;

  async function resolve(
    event: SubgraphEvent,
    plan: SubscriptionPlan,
    operation: AdmittedOperation,
    context: OperationContext,
  ): Promise<FormattedExecutionResult> {
    const { query, document, operationName, variables } = operation;
    const owner = plan.primary.serviceName;
    let pending: SubgraphEvent | undefined = event;
    const eventFirst: GraphQLDataSource = {
      async process(options) {
        const answer = pending;
        pending = undefined;
        return answer ?? sources[owner]!.process(options);
      },
    };

    // The executor reads these and no others of the many things that Apollo Server knows of a request.
    const requestContext = {
      request: { query, operationName: operationName ?? undefined, variables },
      operation: { operation: OperationTypeNode.SUBSCRIPTION },
      source: query,
      document,
      operationName,
      schema,
      context,
      logger: context.log,
      metrics: {},
    } as unknown as Parameters<typeof executeQueryPlan>[2];
    const operationContext = buildOperationContext({ schema, operationDocument: document, operationName: operationName ?? undefined });

    const { data, errors } = await executeQueryPlan(
      plan.perEvent,
      { ...sources, [owner]: eventFirst },
      requestContext,
      operationContext,
      supergraphSchema,
      apiSchema,
    );
    const all = [...identified(operation.visible.errors, context.requestId), ...presentErrors(errors ?? [], context)];
    return { data: data ?? null, ...(all.length ? { errors: all } : {}) };
  }

  return async function* run(plan, operation, context, signal) {
    const { serviceName: owner, operation: query, operationName, variableUsages = [] } = plan.primary;
    const { requestId, log } = context;
    const variables = Object.fromEntries(
      variableUsages.filter((name) => Object.hasOwn(operation.variables, name)).map((name) => [name, operation.variables[name]]),
    );

    const events = connections.events({
      url: urls[owner]!,
      body: JSON.stringify({ query, operationName, variables }),
      headers: () => headers(owner as ServiceName, context),
      signal,
      onReopen: (failures, error) => log.warn({ err: error, subgraph: owner, requestId, failures }, 'subscription lost its subgraph'),
    });

    openGauge.inc({ subgraph: owner });
    try {
      for await (const event of events) yield await resolve(event, plan, operation, context);
    } catch (error) {
      log.error({ err: error, subgraph: owner, requestId }, 'subscription failed');
      const unavailable = subgraphUnavailable(owner);
      yield { errors: [{ ...unavailable, extensions: { ...unavailable.extensions, requestId } }] };
    } finally {
      openGauge.dec({ subgraph: owner });
    }
  };
}
