import { accountsApi, credentialsApi, type ServiceName } from '@offload/contracts';
import { createHttpServer, createInternalClient, platformTenantId, type Logger, type TokenIssuer } from '@offload/service-kit';
import { createAuthorization } from './access/authorize.ts';
import { createAdmission } from './admission/admit.ts';
import { createPreparation } from './admission/prepare-operation.ts';
import { createAuthenticate } from './authentication/authenticate.ts';
import { createApiKeyResolver } from './authentication/resolve-api-key.ts';
import { createAccessTokenVerifier } from './authentication/verify-access-token.ts';
import type { GatewayConfig } from './config.ts';
import { startExecution } from './execution/execute-operation.ts';
import { createOperations } from './execution/run-operations.ts';
import { allowOrigins } from './http/allow-origins.ts';
import { createClientAddress } from './http/client-address.ts';
import { limitBodyTime } from './http/limit-body-time.ts';
import { serveEventStreams } from './http/serve-event-streams.ts';
import { serveGraphql } from './http/serve-graphql.ts';
import { serveWebSockets } from './http/serve-web-sockets.ts';
import { serveGraphiql } from './graphiql/serve-graphiql.ts';
import { createConnectionLimits, createSubscriptionLimit } from './limits/limit-concurrency.ts';
import { limitGuesses } from './limits/limit-guesses.ts';
import { createAddressRate, createOperationRate } from './limits/limit-operations.ts';
import { limitsOf } from './limits/limits.ts';
import { createSealingKeys } from './secrets/fetch-sealing-key.ts';
import { sealSecret } from './secrets/seal-secret.ts';
import { findSecretPositions, takesSecret } from './secrets/secret-positions.ts';
import { createOidcDocuments } from './oidc-issuer/fetch-oidc-documents.ts';
import { serveOidcDocuments } from './oidc-issuer/serve-oidc-documents.ts';
import { createEventConnections } from './subgraphs/open-subgraph-events.ts';
import { createSubgraphHeaders } from './subgraphs/subgraph-headers.ts';
import { createSubgraphSource } from './subgraphs/subgraph-source.ts';
import { createSubscriptionPlanner } from './subscriptions/plan-subscription.ts';
import { createRunSubscription } from './subscriptions/run-subscription.ts';
import { createSharedSubscriptions } from './subscriptions/share-subscriptions.ts';
import { createSubscribe } from './subscriptions/subscribe.ts';
import { loadDocuments } from './trusted-documents/load-documents.ts';
import { loadSupergraph } from './supergraph/load-supergraph.ts';

export interface GatewayDeps {
  config: GatewayConfig;
  log: Logger;
  /** The whole supergraph, with its security directives. */
  supergraphSdl: string;
  /** Of issuer `gateway`. */
  tokenIssuer: TokenIssuer;
  /**
   * `gateway/graphiql`, where GRAPHIQL_DIRECTORY does not say: the page is built there when it is first asked for. Without either there is
   * no page.
   */
  graphiqlDirectory?: string | undefined;
  /** The time in milliseconds; the system's when not said. */
  clock?: (() => number) | undefined;
}

export interface Gateway {
  /** Where it listens. */
  url: string;
  /** Cuts streams, lets running requests end and gives connections back. */
  close(): Promise<void>;
}

/** Builds the gateway and listens. Throws when the supergraph does not hold, a subgraph has no address or a trusted proxy is none. */
export async function buildApp({ config, log, supergraphSdl, tokenIssuer, graphiqlDirectory, clock = Date.now }: GatewayDeps): Promise<Gateway> {
  const urls: Record<ServiceName, string> = {
    accounts: config.ACCOUNTS_URL,
    credentials: config.CREDENTIALS_URL,
    scanner: config.SCANNER_URL,
    inventory: config.INVENTORY_URL,
  };
  const supergraph = loadSupergraph(supergraphSdl);
  const { schema } = supergraph;

  const headers = createSubgraphHeaders(tokenIssuer);
  const timeouts = { timeoutMs: config.SUBGRAPH_TIMEOUT_MS, mutationTimeoutMs: config.SUBGRAPH_MUTATION_TIMEOUT_MS };
  const sourceOf = (name: ServiceName) => createSubgraphSource({ name, url: urls[name], headers, ...timeouts });
  const sources = {
    accounts: sourceOf('accounts'),
    credentials: sourceOf('credentials'),
    scanner: sourceOf('scanner'),
    inventory: sourceOf('inventory'),
  };
  const connections = createEventConnections({ openTimeoutMs: config.SUBGRAPH_TIMEOUT_MS });

  const accounts = createInternalClient(accountsApi, { url: urls.accounts, issuer: tokenIssuer, timeoutMs: 5_000 });
  const credentials = createInternalClient(credentialsApi, { url: urls.credentials, issuer: tokenIssuer, timeoutMs: 5_000 });
  const platform = { tenantId: platformTenantId };
  const {
    OIDC_ISSUER: issuer,
    OIDC_AUDIENCE: audience,
    OIDC_JWKS_URL: jwksUrl,
    OIDC_TENANT_CLAIM: tenantClaim,
    OIDC_ROLES_CLAIM: rolesClaim,
  } = config;
  const authenticate = createAuthenticate({
    resolveApiKey: createApiKeyResolver(async (keyHash) => (await accounts.authenticateApiKey({ keyHash }, platform)).principal),
    verifyAccessToken:
      issuer && audience ? createAccessTokenVerifier({ issuer, audience, jwksUrl, tenantClaim, rolesClaim, clock }) : undefined,
  });

  const limits = limitsOf(config);
  const positions = findSecretPositions(schema);
  const sealingKey = createSealingKeys({ fetchKeys: () => credentials.publicKeys({}, platform), log, clock });
  const prepare = createPreparation({ supergraph, positions, limits, introspection: config.INTROSPECTION });
  const documents = await loadDocuments(config, (request) => prepare(request, 'full'));
  const authorize = createAuthorization(schema);
  const admit = createAdmission({
    schema,
    positions,
    limits,
    prepare,
    authorize,
    seal: async (secret, tenantId) => sealSecret(await sealingKey(), secret, tenantId, Math.floor(clock() / 1000)),
  });

  const addressRate = createAddressRate(config, clock);
  const execution = await startExecution({ supergraph, sources, log });
  const operations = createOperations({
    admit,
    documents,
    execution,
    subscribe: createSubscribe({
      authorize,
      planOf: createSubscriptionPlanner(supergraph),
      shared: createSharedSubscriptions({ run: createRunSubscription({ supergraph, sources, urls, headers, connections }), log }),
    }),
    rate: createOperationRate(config, addressRate, clock),
    subscriptions: createSubscriptionLimit(config),
  });

  const server = createHttpServer({ log, service: 'gateway', bodyLimitBytes: config.MAX_BODY_BYTES });
  const clientAddress = createClientAddress(config.TRUSTED_PROXIES);
  const authenticateAt = limitGuesses(authenticate, addressRate);
  const transport = { operations, authenticate, authenticateAt, clientAddress, log, maxBodyBytes: config.MAX_BODY_BYTES };
  limitBodyTime(server.app, config.BODY_TIMEOUT_MS);
  allowOrigins(server.app, config.CORS_ORIGINS);
  serveGraphql(server.app, { ...transport, maxBatch: config.MAX_BATCH, takesSecret: ({ operation }) => takesSecret(schema, positions, operation) });
  serveEventStreams(server.app, transport);
  serveWebSockets(server.app, {
    ...transport,
    schema,
    limits: createConnectionLimits(config),
    maxOperations: config.MAX_OPERATIONS_PER_CONNECTION,
    origins: config.CORS_ORIGINS,
  });
  serveOidcDocuments(server.app, createOidcDocuments({ fetchDocuments: () => credentials.oidcDocuments({}, platform), log, clock }));
  const directory = config.GRAPHIQL_DIRECTORY ?? graphiqlDirectory;
  if (config.GRAPHIQL && directory) serveGraphiql(server.app, { directory, log });

  async function close(): Promise<void> {
    await server.close();
    await execution.close();
    await Promise.all([connections.close(), accounts.close(), credentials.close(), ...Object.values(sources).map((source) => source.close())]);
  }

  try {
    return { url: await server.listen({ port: config.PORT, host: config.HOST }), close };
  } catch (error) {
    await close();
    throw error;
  }
}
