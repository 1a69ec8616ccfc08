export { actingFor, currentActor } from './audit/actor.ts';
export { recordAct, type Act } from './audit/record-act.ts';
export { ConfigError, type ConfigProblem } from './config/config-error.ts';
export { describeConfig, formatConfigTable, type ConfigRow } from './config/describe-config.ts';
export { loadConfig, type Environment } from './config/load-config.ts';
export { commonVariables, flagVariable, jsonVariable, listVariable, portVariable, secretVariable } from './config/variables.ts';
export * from './database/index.ts';
export { createAddressPolicy, type AddressPolicy } from './egress/address-policy.ts';
export {
  createEgressGuard,
  type EgressGuard,
  type EgressGuardOptions,
  type EgressRequest,
  type EgressResponse,
  type EgressTls,
} from './egress/create-egress-guard.ts';
export { EgressError, type EgressCode } from './egress/egress-error.ts';
export { openEmbeddedBus, type EmbeddedBusOptions } from './event-bus/embedded-event-bus.ts';
export {
  Terminate,
  type BroadcastHandler,
  type Delivery,
  type EventBus,
  type EventHandler,
  type Subscriber,
  type Subscription,
  type WorkDelivery,
  type WorkHandler,
} from './event-bus/event-bus.ts';
export { openNatsBus, type NatsBusOptions } from './event-bus/nats-event-bus.ts';
export { createHttpServer, errorBody, type HttpServer, type HttpServerOptions } from './http/create-http-server.ts';
export { deepestJson, nestsDeeperThan, parseJsonBodies } from './http/parse-json-body.ts';
export { requestIdOf } from './http/request-id.ts';
export { createInternalClient, type InternalCallOptions, type InternalClient, type InternalClientOptions } from './internal-api/create-internal-client.ts';
export { InternalCallError, type InternalCallCode } from './internal-api/internal-call-error.ts';
export { serveInternalApi, type InternalCall, type InternalHandlers } from './internal-api/serve-internal-api.ts';
export { bearerTokenOf } from './internal-tokens/bearer-token.ts';
export { createTokenIssuer, type StatementKind, type TokenIssuer, type TokenIssuerOptions, type TokenRequest } from './internal-tokens/create-token-issuer.ts';
export { createTokenVerifier, type TokenVerifier, type TokenVerifierOptions } from './internal-tokens/create-token-verifier.ts';
export {
  InvalidTokenError,
  longestTokenSeconds,
  platformTenantId,
  type InternalPrincipal,
  type TokenIssuerName,
} from './internal-tokens/internal-principal.ts';
export { generateIssuerKeys, internalTokenVariables, type PublicKeyJwk, type PublicKeysByIssuer } from './internal-tokens/token-keys.ts';
export { createLogger, type Logger, type LoggerOptions, type LogLevel } from './logging/create-logger.ts';
export { Secret } from './logging/secret.ts';
export { serializeError, type SerializedError } from './logging/serialize-error.ts';
export * from './outbox/index.ts';
export * from './pagination/index.ts';
export { err, isErr, ok, type Err, type Ok, type Result } from './result.ts';
export { createShutdown, type Shutdown, type ShutdownOptions } from './shutdown/create-shutdown.ts';
export { runService, type Lifecycle } from './shutdown/run-service.ts';
export { holds, readAccessRules, type AccessRule, type AccessRules } from './subgraph/access-rules.ts';
export { buildSchema, type Resolvers, type SchemaSource } from './subgraph/build-schema.ts';
export { abortable, type AbortableIterator } from './subgraph/abortable-iterator.ts';
export { describeInvalidVariables, type InvalidVariable } from './subgraph/describe-invalid-variables.ts';
export { createErrorMask, type ErrorMask, type MaskedOperation } from './subgraph/mask-error.ts';
export { openEventStream, type EventStream } from './subgraph/event-stream.ts';
export type { OperationRequest } from './subgraph/operation-context.ts';
export { OutageError, RequestError, type OutageCode, type RequestErrorCode } from './subgraph/request-error.ts';
export { serveSubgraph, type Subgraph, type SubgraphOptions } from './subgraph/serve-subgraph.ts';
export { createMetrics, metrics, type HistogramOptions, type MetricOptions, type Metrics } from './telemetry/metrics.ts';
export { startTelemetry, type Telemetry } from './telemetry/start-telemetry.ts';
export { currentTraceparent, traced, withTraceparent } from './telemetry/trace.ts';
export { describeIssues, expectationOf, type InvalidPart } from './validation/describe-issues.ts';
export { runSubgraphService, type SubgraphDependencies, type SubgraphService } from './service/run-subgraph-service.ts';
export { subgraphVariables } from './service/subgraph-variables.ts';
export { startUpkeep, type Chore, type Upkeep } from './service/start-upkeep.ts';
