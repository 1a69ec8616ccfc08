import { hostname } from 'node:os';
import { credentialsApi, inventoryApi, newId } from '@offload/contracts';
import {
  createHttpServer,
  createInternalClient,
  serveSubgraph,
  startRelay,
  type Database,
  type EventBus,
  type Logger,
  type Subgraph,
  type TokenIssuer,
  type TokenVerifier,
} from '@offload/service-kit';
import { cloudCollection, knownChecks } from './cloud-collection.ts';
import type { Collection, KnownCheck } from './collection-port.ts';
import type { Config } from './config.ts';
import type { Clock, Context, Credentials, Inventory } from './context.ts';
import { createGraphContext, type GraphContext } from './graph/graph-context.ts';
import { resolvers } from './graph/resolvers.ts';
import { createHeldAccess } from './job/held-access.ts';
import { createWaker, startDispatcher } from './job/start-dispatcher.ts';
import { startWorkers } from './job/start-workers.ts';
import { createProgressTeller } from './scan/tell-progress.ts';
import { subscribe } from './subscribers/subscribe.ts';

export interface AppDependencies {
  config: Pick<
    Config,
    | 'HOST'
    | 'PORT'
    | 'CREDENTIALS_URL'
    | 'INVENTORY_URL'
    | 'SCAN_WORKERS'
    | 'SCAN_WINDOW'
    | 'SCAN_WINDOW_PER_ACCOUNT'
    | 'JOB_CLAIM_SECONDS'
    | 'JOB_RELEASE_SECONDS'
    | 'JOB_FAILURES_ALLOWED'
  >;
  log: Logger;
  database: Database;
  bus: EventBus;
  /** schemas/scanner.graphql */
  typeDefs: string;
  tokenIssuer: TokenIssuer;
  tokenVerifier: TokenVerifier;
  clock?: Clock;
  /** Called at named places, where a test may end the process. */
  faultPoint?: Context['faultPoint'];
  /** Stands in for the credentials service. */
  credentials?: Credentials;
  /** Stands in for the inventory service. */
  inventory?: Inventory;
  /** Stands in for the collectors. */
  collection?: Collection;
  /** Stands in for the catalogue. */
  checks?: readonly KnownCheck[];
}

export interface App {
  /** Where it listens. */
  readonly url: string;
  readonly subgraph: Subgraph;
  /** Puts back the jobs that are under way, and lets requests end. Database and bus stay open: who opened them closes them. */
  close(): Promise<void>;
}

/** Starts the scanner on what is given: in a process of its own, in the embedded platform, and in tests. */
export async function buildApp(deps: AppDependencies): Promise<App> {
  const { config, log, database, bus, typeDefs, tokenIssuer, tokenVerifier } = deps;
  const waker = createWaker();
  const credentials = deps.credentials ? null : createInternalClient(credentialsApi, { url: config.CREDENTIALS_URL, issuer: tokenIssuer });
  const inventory = deps.inventory ? null : createInternalClient(inventoryApi, { url: config.INVENTORY_URL, issuer: tokenIssuer });

  const ctx: Context = {
    config,
    log,
    clock: deps.clock ?? { now: () => new Date() },
    database,
    bus,
    credentials: deps.credentials ?? credentials!,
    inventory: deps.inventory ?? inventory!,
    collection: deps.collection ?? cloudCollection(),
    checks: new Map((deps.checks ?? knownChecks).map((check) => [check.id, check])),
    progress: createProgressTeller({ database, bus, log }),
    heldAccess: createHeldAccess(),
    wakeDispatcher: waker.wake,
    faultPoint: deps.faultPoint ?? (() => undefined),
    workerName: `${hostname()}-${newId()}`,
  };

  const http = createHttpServer({ log, service: 'scanner' });
  const subgraph = await serveSubgraph<GraphContext>(http.app, {
    typeDefs,
    resolvers,
    verifier: tokenVerifier,
    contextOf: (principal, request) => createGraphContext(ctx, principal, request),
    log,
  });
  http.addReadiness('database', () => database.ping());
  http.addReadiness('bus', () => bus.ready());

  const relay = startRelay({ database, bus, log });
  const subscription = await subscribe(ctx);
  const workers = await startWorkers(ctx);
  const dispatcher = startDispatcher(ctx, waker);
  const url = await http.listen({ port: config.PORT, host: config.HOST });
  log.info({ url }, 'scanner listens');

  return {
    url,
    subgraph,
    async close() {
      await dispatcher.stop();
      await Promise.all([workers.stop(), subscription.stop()]);
      await http.close();
      await ctx.progress.stop();
      await relay.stop();
      await Promise.all([credentials?.close(), inventory?.close()]);
    },
  };
}
