import { inventoryApi } from '@offload/contracts';
import { createHttpServer, serveInternalApi, serveSubgraph, type Database, type EventBus, type Logger, type Subgraph, type TokenVerifier } from '@offload/service-kit';
import { assetResolvers } from './asset/asset.resolvers.ts';
import { storeAssets } from './asset/store-assets.ts';
import { sweepAssets } from './asset/sweep-assets.ts';
import type { Config } from './config.ts';
import { createContext, type Context } from './context.ts';
import { onCloudAccountDisconnected } from './subscribers/on-cloud-account-disconnected.ts';

export interface AppDependencies {
  config: Pick<Config, 'HOST' | 'PORT'>;
  log: Logger;
  database: Database;
  bus: EventBus;
  /** schemas/inventory.graphql */
  typeDefs: string;
  tokenVerifier: TokenVerifier;
  now?: () => Date;
}

export interface App {
  /** Where it listens. */
  readonly url: string;
  readonly subgraph: Subgraph;
  /** Lets what is under way end. Database and bus stay open: who opened them closes them. */
  close(): Promise<void>;
}

/** Starts the inventory service on what is given: in a process of its own, in the embedded platform, and in tests. */
export async function buildApp({ config, log, database, bus, typeDefs, tokenVerifier, now = () => new Date() }: AppDependencies): Promise<App> {
  const http = createHttpServer({ log, service: 'inventory' });
  const contextFor = (tenantId: string): Context => createContext({ database, now }, tenantId);

  serveInternalApi(
    http.app,
    inventoryApi,
    {
      storeAssets: (batch, { principal }) => storeAssets(contextFor(principal.tenantId), batch),
      sweepAssets: (sweep, { principal }) => sweepAssets(contextFor(principal.tenantId), sweep),
    },
    tokenVerifier,
    { log },
  );
  const subgraph = await serveSubgraph(http.app, {
    typeDefs,
    resolvers: assetResolvers,
    verifier: tokenVerifier,
    contextOf: (principal) => contextFor(principal.tenantId),
    log,
  });
  http.addReadiness('database', () => database.ping());
  http.addReadiness('bus', () => bus.ready());

  const subscription = await onCloudAccountDisconnected(bus, database);
  const url = await http.listen({ port: config.PORT, host: config.HOST });
  log.info({ url }, 'inventory listens');

  return {
    url,
    subgraph,
    async close() {
      await subscription.stop();
      await http.close();
    },
  };
}
