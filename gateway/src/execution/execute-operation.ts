import { ApolloServer, type ApolloServerPlugin } from '@apollo/server';
import {
  ApolloServerPluginCacheControlDisabled,
  ApolloServerPluginInlineTraceDisabled,
  ApolloServerPluginLandingPageDisabled,
  ApolloServerPluginSchemaReportingDisabled,
  ApolloServerPluginUsageReportingDisabled,
} from '@apollo/server/plugin/disabled';
import { ApolloGateway, type GraphQLDataSource } from '@apollo/gateway';
import type { Logger } from '@offload/service-kit';
import type { FormattedExecutionResult } from 'graphql';
import type { AdmittedOperation } from '../admission/admit.ts';
import { presentErrors } from '../errors/present-errors.ts';
import type { OperationContext } from './operation-context.ts';

export interface Execution {
  /** Runs a query or a mutation. Rejects only when we are broken. */
  execute(operation: AdmittedOperation, context: OperationContext): Promise<FormattedExecutionResult>;
  close(): Promise<void>;
}

export interface ExecutionOptions {
  /** The supergraph without security features. */
  sdl: string;
  sources: Readonly<Record<string, GraphQLDataSource>>;
  log: Logger;
}

const silent = { debug: () => undefined, info: () => undefined, warn: () => undefined, error: () => undefined };

/** Starts Apollo Server over Apollo Gateway. Only admitted operations reach it, so it validates nothing and meets no secret. */
export async function startExecution({ sdl, sources, log }: ExecutionOptions): Promise<Execution> {
  // @apollo/gateway would send figures about this machine to Apollo, and takes no option against it but this.
  // eslint-disable-next-line no-restricted-properties
  process.env['APOLLO_TELEMETRY_DISABLED'] = 'true';

  const originals = new WeakMap<object, readonly unknown[]>();
  const keepOriginals: ApolloServerPlugin<OperationContext> = {
    // Formatted errors have lost what caused them.
    requestDidStart: async () => ({ didEncounterErrors: async ({ contextValue, errors }) => void originals.set(contextValue, errors) }),
    unexpectedErrorProcessingRequest: async ({ error }) => log.error({ err: error }, 'operation could not be processed'),
  };

  const apollo = new ApolloServer<OperationContext>({
    gateway: new ApolloGateway({
      supergraphSdl: sdl,
      logger: silent,
      // Addresses come from our configuration, not from the SDL.
      buildService({ name }) {
        const source = sources[name];
        if (!source) throw new Error(`the supergraph has a subgraph ${name}, for which there is no address`);
        return source;
      },
    }),
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
    async execute({ query, operationName, variables }, context) {
      const contextValue = { ...context };
      const { body } = await apollo.executeOperation(
        { query, operationName: operationName ?? undefined, variables: { ...variables } },
        { contextValue },
      );
      if (body.kind !== 'single') throw new Error('an answer in parts was not asked for');

      const { data, errors } = body.singleResult;
      if (!errors) return { data: data ?? null };
      return { data: data ?? null, errors: presentErrors(originals.get(contextValue) ?? errors, context) };
    },
    close: () => apollo.stop(),
  };
}
