import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { ServiceName } from '@offload/contracts';
import type { EntitySchema } from 'typeorm';
import type { z } from 'zod';
import { loadConfig, type Environment } from '../config/load-config.ts';
import type { Database, MigrationClass } from '../database/database.ts';
import { openDatabase } from '../database/open-database.ts';
import type { EventBus } from '../event-bus/event-bus.ts';
import { openNatsBus } from '../event-bus/nats-event-bus.ts';
import { createTokenIssuer, type TokenIssuer } from '../internal-tokens/create-token-issuer.ts';
import { createTokenVerifier, type TokenVerifier } from '../internal-tokens/create-token-verifier.ts';
import type { PublicKeysByIssuer } from '../internal-tokens/token-keys.ts';
import { createLogger, type Logger, type LogLevel } from '../logging/create-logger.ts';
import type { Secret } from '../logging/secret.ts';
import { runService } from '../shutdown/run-service.ts';
import { startTelemetry } from '../telemetry/start-telemetry.ts';

/** What the configuration of every subgraph service holds. */
interface SubgraphConfig {
  LOG_LEVEL: LogLevel;
  OTLP_ENDPOINT?: string | undefined;
  DATABASE_URL: Secret;
  DATABASE_OWNER_URL: Secret;
  DATABASE_SYSTEM_URL: Secret;
  DATABASE_POOL_SIZE?: number | undefined;
  NATS_URL?: Secret | undefined;
  SCHEMAS_DIRECTORY: string;
  INTERNAL_TOKEN_PRIVATE_KEY: Secret;
  INTERNAL_TOKEN_PUBLIC_KEYS: PublicKeysByIssuer;
}

/** What a subgraph service is built on, whatever process it is in. */
export interface SubgraphDependencies<C> {
  config: C;
  log: Logger;
  database: Database;
  bus: EventBus;
  /** The SDL of the subgraph. */
  typeDefs: string;
  tokenIssuer: TokenIssuer;
  tokenVerifier: TokenVerifier;
}

export interface SubgraphService<S extends z.ZodType<SubgraphConfig>> {
  service: ServiceName;
  configSchema: S;
  entities: EntitySchema<any>[];
  migrations: MigrationClass[];
  env: Environment;
  /** Starts the service on what was opened for it. */
  start(dependencies: SubgraphDependencies<z.output<S>>): Promise<{ close(): Promise<void> }>;
}

/** The main of a subgraph service as a process of its own: PostgreSQL by URL, NATS JetStream, and a graceful end. */
export async function runSubgraphService<S extends z.ZodType<SubgraphConfig>>(options: SubgraphService<S>): Promise<void> {
  const { service, configSchema, entities, migrations, env, start } = options;
  await runService(async ({ onShutdown, useLogger }) => {
    const config = loadConfig(configSchema, env);
    const log = createLogger({ service, level: config.LOG_LEVEL });
    useLogger(log);

    const telemetry = await startTelemetry({ service, otlpEndpoint: config.OTLP_ENDPOINT });
    onShutdown('telemetry', () => telemetry.stop());

    const database = await openDatabase({
      service,
      urls: { owner: config.DATABASE_OWNER_URL.reveal(), runtime: config.DATABASE_URL.reveal(), system: config.DATABASE_SYSTEM_URL.reveal() },
      entities,
      migrations,
      ...(config.DATABASE_POOL_SIZE && { poolSize: config.DATABASE_POOL_SIZE }),
      log,
    });
    onShutdown('database', () => database.close());

    const bus = await openNatsBus({ servers: config.NATS_URL?.reveal() ?? 'nats://127.0.0.1:4222', service, log });
    onShutdown('bus', () => bus.close());

    const app = await start({
      config,
      log,
      database,
      bus,
      typeDefs: await readFile(join(config.SCHEMAS_DIRECTORY, `${service}.graphql`), 'utf8'),
      tokenIssuer: createTokenIssuer({ issuer: service, privateKey: config.INTERNAL_TOKEN_PRIVATE_KEY }),
      tokenVerifier: createTokenVerifier({ audience: service, keys: config.INTERNAL_TOKEN_PUBLIC_KEYS }),
    });
    onShutdown(service, () => app.close());
  });
}
