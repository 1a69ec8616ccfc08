import { ApolloServer, type ApolloServerPlugin } from '@apollo/server';
import {
  ApolloServerPluginCacheControlDisabled,
  ApolloServerPluginInlineTraceDisabled,
  ApolloServerPluginLandingPageDisabled,
  ApolloServerPluginSchemaReportingDisabled,
  ApolloServerPluginUsageReportingDisabled,
} from '@apollo/server/plugin/disabled';
import { fastifyApolloHandler } from '@as-integrations/fastify';
import type { FastifyInstance, FastifyRequest } from 'fastify';
import type { GraphQLError, GraphQLSchema } from 'graphql';
import type { TokenVerifier } from '../internal-tokens/create-token-verifier.ts';
import type { Logger } from '../logging/create-logger.ts';
import type { Metrics } from '../telemetry/metrics.ts';
import { traced, withTraceparent } from '../telemetry/trace.ts';
import { createAdmission } from './admit-gateway.ts';
import { buildSchema, type SchemaSource } from './build-schema.ts';
import { mostTokens } from './document-cache.ts';
import { createErrorMask, type MaskedOperation } from './mask-error.ts';
import { createContexts, operationRequestOf, provenanceOf, type ContextOptions } from './operation-context.ts';
import { serveStreams } from './serve-streams.ts';

export interface SubgraphOptions<Ctx extends object> extends SchemaSource, ContextOptions<Ctx> {
  /** Its audience is the service that the subgraph is of. */
  verifier: TokenVerifier;
  log: Logger;
  /** Off when not said: the supergraph is composed from files. */
  introspection?: boolean;
  metrics?: Metrics;
}

export interface Subgraph {
  readonly schema: GraphQLSchema;
  /** How many subscriptions are open. */
  openStreams(): number;
  /** Cuts all subscriptions without completing them. Closing the server does it too. */
  dropStreams(): void;
}

const silent = { debug: () => undefined, info: () => undefined, warn: () => undefined, error: () => undefined };

/**
 * Serves a subgraph: `POST /graphql` for queries, mutations and `_entities`, `POST /graphql/stream` for subscriptions (server-sent events).
 * Every operation carries `Authorization: Bearer <internal token>` of issuer gateway. `@authenticated` and `@requiresScopes` of the SDL are enforced
 * on every field. Errors say path and expected type, or INTERNAL and the request id, and never repeat a value.
 */
export async function serveSubgraph<Ctx extends object>(app: FastifyInstance, options: SubgraphOptions<Ctx>): Promise<Subgraph> {
  const { verifier, log, introspection = false, metrics } = options;
  const admission = createAdmission(verifier, log);
  const contexts = createContexts(options);
  const schema = buildSchema(options);
  const mask = createErrorMask({ log });

  // Apollo formats an error without saying whose it is; this remembers the operation of each.
  const operations = new WeakMap<object, MaskedOperation>();
  const rememberOperation: ApolloServerPlugin<object> = {
    requestDidStart: async () => ({
      didEncounterErrors: async ({ errors, contextValue, operation, request }) => {
        const requestId = provenanceOf(contextValue)?.requestId ?? '';
        for (const error of errors) operations.set(error, { schema, requestId, operation, variables: request.variables });
      },
    }),
    unexpectedErrorProcessingRequest: async ({ error }) => log.error({ err: error }, 'graph request failed'),
  };

  const apollo = new ApolloServer<object>({
    schema,
    introspection,
    nodeEnv: 'production',
    stopOnTerminationSignals: false,
    includeStacktraceInErrorResponses: false,
    allowBatchedHttpRequests: false,
    persistedQueries: false,
    parseOptions: { maxTokens: mostTokens },
    // What it would say is told by the plugin and the mask, which do not quote requests.
    logger: silent,
    plugins: [
      rememberOperation,
      ApolloServerPluginCacheControlDisabled(),
      ApolloServerPluginInlineTraceDisabled(),
      ApolloServerPluginLandingPageDisabled(),
      ApolloServerPluginSchemaReportingDisabled(),
      ApolloServerPluginUsageReportingDisabled(),
    ],
    formatError: (_formatted, error) => mask(error as GraphQLError, operations.get(error as object) ?? { schema, requestId: '' }),
  });
  await apollo.start();
  app.addHook('onClose', () => apollo.stop());

  const contextValues = new WeakMap<FastifyRequest, object>();
  const answer = fastifyApolloHandler(apollo, { context: async (request) => contextValues.get(request)! });

  app.route({
    method: 'POST',
    url: '/graphql',
    onRequest: admission.admit,
    errorHandler: (error, request, reply) => {
      const status = error.statusCode ?? 500;
      if (status >= 500) log.error({ err: error, requestId: request.id }, 'graph request failed');
      const [code, message] = status < 500 ? ['BAD_REQUEST', 'The request is not valid'] : ['INTERNAL', 'Something went wrong on our side'];
      return reply.code(status).send({ errors: [{ message, extensions: { code, requestId: request.id } }] });
    },
    async handler(request, reply) {
      const principal = admission.principalOf(request);
      const operationRequest = operationRequestOf(request, reply, principal, log);

      return withTraceparent(request.headers['traceparent'] as string | undefined, () =>
        traced('graphql operation', {}, () =>
          contexts.use(principal, operationRequest, async (context) => {
            contextValues.set(request, context);
            return answer.call(app, request, reply);
          }),
        ),
      );
    },
  });

  const streams = serveStreams(app, { service: verifier.audience, schema, admission, contexts, mask, log, metrics });
  return { schema, openStreams: () => streams.open, dropStreams: streams.drop };
}
