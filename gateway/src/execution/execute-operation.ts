import { ApolloServer, type ApolloServerPlugin } from '@apollo/server';
import {
  ApolloServerPluginCacheControlDisabled,
  ApolloServerPluginInlineTraceDisabled,
  ApolloServerPluginLandingPageDisabled,
  ApolloServerPluginSchemaReportingDisabled,
  ApolloServerPluginUsageReportingDisabled,
} from '@apollo/server/plugin/disabled';
import { buildOperationContext, executeQueryPlan, type GraphQLDataSource } from '@apollo/gateway';
import type { Logger } from '@offload/service-kit';
import type { FormattedExecutionResult } from 'graphql';
import type { AdmittedOperation } from '../admission/admit.ts';
import { identified, presentErrors } from '../errors/present-errors.ts';
import type { LoadedSupergraph } from '../supergraph/load-supergraph.ts';
import type { OperationContext } from './operation-context.ts';
import { createPlanner } from './plan-operation.ts';

export interface Execution {
  /** Runs a query or a mutation. Rejects only when we are broken. */
  execute(operation: AdmittedOperation, context: OperationContext): Promise<FormattedExecutionResult>;
  close(): Promise<void>;
}

export interface ExecutionOptions {
  supergraph: LoadedSupergraph;
  sources: Readonly<Record<string, GraphQLDataSource>>;
  log: Logger;
}

interface ExecutionContext extends OperationContext {
  readonly admitted: AdmittedOperation;
}

const silent = { debug: () => undefined, info: () => undefined, warn: () => undefined, error: () => undefined };

/**
 * Starts Apollo Server over Apollo Gateway's executor. Only admitted operations reach it, so it validates nothing and meets no secret. What is planned is
 * the part of an operation that the caller may see; what is answered has the shape of the whole, so that what was left out is null there and propagates as
 * a null of a subgraph would.
 */
export async function startExecution({ supergraph, sources, log }: ExecutionOptions): Promise<Execution> {
  // @apollo/gateway would send figures about this machine to Apollo, and takes no option against it but this.
  // eslint-disable-next-line no-restricted-properties
  process.env['APOLLO_TELEMETRY_DISABLED'] = 'true';

  const { sdl, schema, supergraphSchema, apiSchema, subgraphs } = supergraph;
  for (const name of subgraphs) if (!sources[name]) throw new Error(`the supergraph has a subgraph ${name}, for which there is no address`);
  const planOf = createPlanner(supergraph);

  type Executor = Awaited<ReturnType<NonNullable<ConstructorParameters<typeof ApolloServer<ExecutionContext>>[0]['gateway']>['load']>>['executor'];
  const executor: NonNullable<Executor> = async (requestContext) => {
    const { admitted } = requestContext.context as ExecutionContext;
    const { document, operationName, visible } = admitted;
    return executeQueryPlan(
      planOf(visible.document, operationName),
      { ...sources },
      requestContext as unknown as Parameters<typeof executeQueryPlan>[2],
      buildOperationContext({ schema: admitted.schema, operationDocument: document, operationName: operationName ?? undefined }),
      supergraphSchema,
      apiSchema,
    ) as never;
  };

  const originals = new WeakMap<object, readonly unknown[]>();
  const keepOriginals: ApolloServerPlugin<ExecutionContext> = {
    // Formatted errors have lost what caused them.
    requestDidStart: async () => ({ didEncounterErrors: async ({ contextValue, errors }) => void originals.set(contextValue, errors) }),
    unexpectedErrorProcessingRequest: async ({ error }) => log.error({ err: error }, 'operation could not be processed'),
  };

  const apollo = new ApolloServer<ExecutionContext>({
    gateway: {
      onSchemaLoadOrUpdate(callback) {
        callback({ apiSchema: schema, coreSupergraphSdl: sdl });
        return () => undefined;
      },
      load: async () => ({ schema, executor }),
      stop: async () => undefined,
    },
    dangerouslyDisableValidation: true,
    introspection: true,
    nodeEnv: 'production',
    stopOnTerminationSignals: false,
    includeStacktraceInErrorResponses: false,
    persistedQueries: false,
    logger: silent,
    plugins: [
      keepOriginals,
      ApolloServerPluginCacheControlDisabled(),
      ApolloServerPluginInlineTraceDisabled(),
      ApolloServerPluginLandingPageDisabled(),
      ApolloServerPluginSchemaReportingDisabled(),
      ApolloServerPluginUsageReportingDisabled(),
    ],
  });
  await apollo.start();

  return {
    async execute(admitted, context) {
      const { query, operationName, variables, visible } = admitted;
      const contextValue: ExecutionContext = { ...context, admitted };
      const { body } = await apollo.executeOperation(
        { query, operationName: operationName ?? undefined, variables: { ...variables } },
        { contextValue },
      );
      if (body.kind !== 'single') throw new Error('an answer in parts was not asked for');

      const { data = null, errors = [] } = body.singleResult;
      const all = [
        ...identified(visible.errors, context.requestId),
        ...presentErrors(errors.length ? (originals.get(contextValue) ?? errors) : [], context),
      ];
      return all.length ? { data, errors: all } : { data };
    },
    close: () => apollo.stop(),
  };
}
