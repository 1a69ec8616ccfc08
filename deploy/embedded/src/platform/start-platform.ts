import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import * as accounts from '@offload/accounts/app';
import { configSchema as accountsConfig } from '@offload/accounts/config';
import * as accountsDatabase from '@offload/accounts/database';
import * as credentials from '@offload/credentials/app';
import { configSchema as credentialsConfig } from '@offload/credentials/config';
import * as credentialsDatabase from '@offload/credentials/database';
import { openSecretStore } from '@offload/credentials/secret-store';
import { startEmbeddedPostgres } from '@offload/embedded-postgres';
import * as gateway from '@offload/gateway/app';
import { configSchema as gatewayConfig } from '@offload/gateway/config';
import * as inventory from '@offload/inventory/app';
import { configSchema as inventoryConfig } from '@offload/inventory/config';
import * as inventoryDatabase from '@offload/inventory/database';
import * as scanner from '@offload/scanner/app';
import { configSchema as scannerConfig } from '@offload/scanner/config';
import * as scannerDatabase from '@offload/scanner/database';
import {
  createLogger,
  createShutdown,
  createTokenIssuer,
  createTokenVerifier,
  loadConfig,
  openDatabase,
  openEmbeddedBus,
  Secret,
  startTelemetry,
  type Database,
  type Environment,
  type Logger,
  type LogLevel,
  type MigrationClass,
  type SubgraphDependencies,
} from '@offload/service-kit';
import type { z } from 'zod';
import { environmentsOf, type PlatformClouds } from './environments.ts';
import { loadPlatformState, type EmbeddedService, type PlatformState } from './platform-state.ts';
import { provisionDatabases } from './provision-databases.ts';
import { unusedPorts } from './unused-ports.ts';

export interface PlatformOptions {
  /** The root of the repository. */
  root: string;
  /** Where the platform keeps everything: its database, its master key, its passwords. One platform a directory. */
  directory: string;
  /** Where the gateway listens; 0 takes any free port. */
  port: number;
  clouds: PlatformClouds;
  /** The principal that customers' roles trust, in real clouds. */
  awsPrincipalArn?: string | undefined;
  /** The public https name of the gateway, as the issuer that applications trust in place of a secret; simulated clouds are told where it is read. */
  oidcIssuer?: string | undefined;
  log: Logger;
  logLevel?: string;
  /** More environment for a service, over what the platform says. */
  overrides?: Partial<Record<EmbeddedService | 'gateway', Environment>>;
  /** Where traces are sent (OTLP over HTTP); nowhere when not said. */
  otlpEndpoint?: string | undefined;
  /** Called where a test may end the process. */
  faultPoint?: (name: string) => void | Promise<void>;
}

export interface Platform {
  /** The public endpoint; the graph is at `/graphql`. */
  readonly url: string;
  /** The tenant that the platform made at its first start, with a key of role ADMIN. */
  readonly tenant: PlatformState['tenant'];
  /** The superuser's URL of the embedded PostgreSQL. */
  readonly databaseAdminUrl: string;
  stop(): Promise<void>;
}

/** Starts the whole platform in this process: embedded PostgreSQL, the bus in it, the four services and the gateway. Throws, with all undone, when a part does not start. */
export async function startPlatform(options: PlatformOptions): Promise<Platform> {
  const { root, directory, log } = options;
  const undo = createShutdown({ log });

  try {
    const telemetry = await startTelemetry({ service: 'platform', otlpEndpoint: options.otlpEndpoint });
    undo.onShutdown('telemetry', () => telemetry.stop());

    const state = await loadPlatformState(directory);
    const postgres = await startEmbeddedPostgres({ dataDirectory: join(directory, 'postgres'), log });
    undo.onShutdown('postgres', () => postgres.stop());

    const databases = await provisionDatabases(postgres.adminUrl, state);
    const bus = await openEmbeddedBus({ databaseUrl: databases.bus, log });
    undo.onShutdown('bus', () => bus.close());

    const [a, c, s, i] = await unusedPorts(4);
    const environments = environmentsOf({
      root,
      state,
      databases: databases.urls,
      ports: { accounts: a!, credentials: c!, scanner: s!, inventory: i!, gateway: options.port },
      clouds: options.clouds,
      awsPrincipalArn: options.awsPrincipalArn,
      oidcIssuer: options.oidcIssuer,
      logLevel: options.logLevel ?? 'warn',
      secretStore: { MASTER_KEY_FILE: join(directory, 'master.key') },
    });

    /** What every service is started on: its configuration, its database, and the bus that all share. */
    async function dependenciesOf<S extends z.ZodType<{ LOG_LEVEL: LogLevel }>>(
      service: EmbeddedService,
      schema: S,
      { entities, migrations }: { entities: Parameters<typeof openDatabase>[0]['entities']; migrations: MigrationClass[] },
    ): Promise<SubgraphDependencies<z.output<S>>> {
      const config = loadConfig(schema, { ...environments[service], ...options.overrides?.[service] });
      const database: Database = await openDatabase({ service, urls: databases.urls[service], entities, migrations, log });
      undo.onShutdown(`${service} database`, () => database.close());
      return {
        config,
        log: createLogger({ service, level: config.LOG_LEVEL }),
        database,
        bus,
        typeDefs: await readFile(join(root, 'schemas', `${service}.graphql`), 'utf8'),
        tokenIssuer: createTokenIssuer({ issuer: service, privateKey: new Secret(state.issuers[service].privateKey) }),
        tokenVerifier: createTokenVerifier({
          audience: service,
          keys: Object.fromEntries(Object.entries(state.issuers).map(([issuer, { publicKey }]) => [issuer, publicKey])),
        }),
      };
    }
    const keep = async (name: string, starting: Promise<{ close(): Promise<void> }>): Promise<void> => {
      const app = await starting;
      undo.onShutdown(name, () => app.close());
    };
    const faultPoint = options.faultPoint ?? (() => undefined);

    const [onAccounts, onCredentials, onScanner, onInventory] = await Promise.all([
      dependenciesOf('accounts', accountsConfig, accountsDatabase),
      dependenciesOf('credentials', credentialsConfig, credentialsDatabase),
      dependenciesOf('scanner', scannerConfig, scannerDatabase),
      dependenciesOf('inventory', inventoryConfig, inventoryDatabase),
    ]);
    const secrets = await openSecretStore(onCredentials.config, onCredentials.database);
    undo.onShutdown('secret store', () => secrets.close());
    await keep('inventory', inventory.buildApp(onInventory));
    await keep('credentials', credentials.buildApp({ ...onCredentials, secrets, faultPoint }));
    await keep('accounts', accounts.buildApp({ ...onAccounts, faultPoint }));
    await keep('scanner', scanner.buildApp({ ...onScanner, faultPoint }));

    const doorConfig = loadConfig(gatewayConfig, { ...environments.gateway, ...options.overrides?.gateway });
    const door = await gateway.buildApp({
      config: doorConfig,
      log: createLogger({ service: 'gateway', level: doorConfig.LOG_LEVEL }),
      supergraphSdl: await readFile(join(root, 'schemas', 'supergraph.graphql'), 'utf8'),
      tokenIssuer: createTokenIssuer({ issuer: 'gateway', privateKey: new Secret(state.issuers.gateway.privateKey) }),
      graphiqlDirectory: join(root, 'gateway', 'graphiql'),
    });
    undo.onShutdown('gateway', () => door.close());

    return {
      url: door.url,
      tenant: state.tenant,
      databaseAdminUrl: postgres.adminUrl,
      stop: async () => {
        await undo.stop();
      },
    };
  } catch (error) {
    await undo.stop();
    throw error;
  }
}
