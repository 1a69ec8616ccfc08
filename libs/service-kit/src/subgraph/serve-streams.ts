import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import {
  createSourceEventStream,
  execute,
  getOperationAST,
  GraphQLError,
  OperationTypeNode,
  type DocumentNode,
  type ExecutionResult,
  type GraphQLSchema,
} from 'graphql';
import { z } from 'zod';
import type { InternalPrincipal } from '../internal-tokens/internal-principal.ts';
import type { Logger } from '../logging/create-logger.ts';
import { metrics as processMetrics, type Metrics } from '../telemetry/metrics.ts';
import { traced, withTraceparent } from '../telemetry/trace.ts';
import { abortable } from './abortable-iterator.ts';
import type { Admission } from './admit-gateway.ts';
import { createDocumentCache } from './document-cache.ts';
import { openEventStream, type EventStream } from './event-stream.ts';
import type { ErrorMask } from './mask-error.ts';
import { operationRequestOf, type Contexts, type OperationRequest } from './operation-context.ts';

export interface StreamOptions {
  service: string;
  schema: GraphQLSchema;
  admission: Admission;
  contexts: Contexts;
  mask: ErrorMask;
  log: Logger;
  metrics?: Metrics | undefined;
}

export interface Streams {
  /** How many subscriptions are open: from subscribing until their source has closed, so that a source that leaks shows. */
  readonly open: number;
  /** Cuts all streams, without completing them: the gateway then knows that they did not end by themselves. */
  drop(): void;
}

const body = z.object({
  query: z.string(),
  variables: z.record(z.string(), z.unknown()).nullish(),
  operationName: z.string().nullish(),
});

interface Subscription {
  document: DocumentNode;
  operationName: string | null | undefined;
  variables: Record<string, unknown>;
  principal: InternalPrincipal;
  request: OperationRequest;
}

/**
 * Serves subscriptions at `POST /graphql/stream` as server-sent events (graphql-sse's distinct connections), one response a
 * subscription. Each event is resolved with a context of its own. Errors are masked as everywhere; back-pressure reaches the source.
 */
export function serveStreams(
  app: FastifyInstance,
  { service, schema, admission, contexts, mask, log, metrics = processMetrics }: StreamOptions,
): Streams {
  const documents = createDocumentCache(schema);
  const responses = new Set<FastifyReply['raw']>();
  const gauge = metrics.gauge({ name: 'subgraph_streams_open', help: 'Subscriptions that are open', labels: ['service'] });
  let open = 0;

  const count = (change: 1 | -1): void => {
    open += change;
    gauge.inc({ service }, change);
  };

  function masked(result: ExecutionResult, { document, operationName, variables, request }: Subscription): ExecutionResult {
    if (!result.errors) return result;
    const operation = getOperationAST(document, operationName);
    const errors = result.errors.map((error) => mask(error, { schema, requestId: request.requestId, operation, variables }));
    return { ...result, errors: errors as unknown as GraphQLError[] };
  }

  /** Runs one subscription until its source ends, the client leaves or the source fails. */
  async function run(subscription: Subscription, stream: EventStream): Promise<void> {
    const { document, operationName, variables, principal, request } = subscription;
    const args = { schema, document, operationName: operationName ?? null, variableValues: variables };

    await contexts.use(principal, request, async (contextValue) => {
      const source = await createSourceEventStream({ ...args, contextValue });
      if (!(Symbol.asyncIterator in source)) return stream.next(masked(source, subscription));

      count(1);
      const events = abortable(source as AsyncIterable<unknown>, request.signal);
      events.whenClosed
        .catch((error: unknown) => log.error({ err: error, requestId: request.requestId }, 'event source failed to close'))
        .finally(() => count(-1));

      try {
        for await (const rootValue of events) {
          const result = await contexts.use(principal, request, async (fresh) => execute({ ...args, rootValue, contextValue: fresh }));
          await stream.next(masked(result, subscription));
        }
      } catch (error) {
        const failure =
          error instanceof GraphQLError ? error : new GraphQLError('the event source failed', { originalError: error as Error });
        await stream.next(masked({ errors: [failure] }, subscription));
      }
    });
  }

  async function handle(request: FastifyRequest, reply: FastifyReply): Promise<unknown> {
    const refuse = (errors: readonly GraphQLError[], operation = {}): FastifyReply =>
      reply.code(400).send({ errors: errors.map((error) => mask(error, { schema, requestId: request.id, ...operation })) });

    const asked = body.safeParse(request.body);
    if (!asked.success) return refuse([new GraphQLError('invalid', { extensions: { code: 'BAD_REQUEST' } })]);

    const { query, operationName } = asked.data;
    const { document, errors } = documents.read(query);
    if (!document) return refuse(errors);
    if (getOperationAST(document, operationName)?.operation !== OperationTypeNode.SUBSCRIPTION) {
      return refuse([new GraphQLError('no subscription', { extensions: { code: 'OPERATION_RESOLUTION_FAILURE' } })]);
    }

    const principal = admission.principalOf(request);
    const operationRequest = operationRequestOf(request, reply, principal, log);
    reply.hijack();
    responses.add(reply.raw);
    reply.raw.once('close', () => responses.delete(reply.raw));

    const stream = openEventStream(reply.raw, request.id);
    const subscription = { document, operationName, variables: asked.data.variables ?? {}, principal, request: operationRequest };
    try {
      await traced('graphql subscription', {}, () => run(subscription, stream));
    } catch (error) {
      const failure = new GraphQLError('the subscription failed', { originalError: error as Error });
      await stream.next(masked({ errors: [failure] }, subscription));
    }
    stream.complete();
    return undefined;
  }

  app.route({
    method: 'POST',
    url: '/graphql/stream',
    onRequest: admission.admit,
    handler: (request, reply) => withTraceparent(request.headers['traceparent'] as string | undefined, () => handle(request, reply)),
  });

  const drop = (): void => {
    for (const response of responses) response.destroy();
  };
  app.addHook('preClose', async () => drop());

  return {
    get open() {
      return open;
    },
    drop,
  };
}
