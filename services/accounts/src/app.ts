import { accountsApi, credentialsApi } from '@offload/contracts';
import {
  createHttpServer,
  createInternalClient,
  serveInternalApi,
  serveSubgraph,
  startRelay,
  startUpkeep,
  type Database,
  type EventBus,
  type Logger,
  type Subgraph,
  type TokenIssuer,
  type TokenVerifier,
} from '@offload/service-kit';
import { authenticateApiKey } from './api-key/authenticate-api-key.ts';
import { auditLogResolvers } from './audit-log/audit-log.resolvers.ts';
import { createHeadSealer } from './audit-log/seal-heads.ts';
import { cloudAccountResolvers } from './cloud-account/cloud-account.resolvers.ts';
import type { Config } from './config.ts';
import { abandonIntent } from './connection-intent/abandon-intent.ts';
import { createContext, createSystemContext, type CredentialsClient, type Platform } from './context.ts';
import { onboardingKitResolvers } from './onboarding-kit/onboarding-kit.resolvers.ts';
import { readTerraformModules } from './providers.ts';
import { onAuditRecorded } from './subscribers/on-audit-recorded.ts';
import { onConnectionTested } from './subscribers/on-connection-tested.ts';
import { ensureTenant } from './tenant/ensure-tenant.ts';
import { viewerResolvers, type ViewerContext } from './tenant/viewer.resolvers.ts';

export interface AppDependencies {
  config: Pick<Config, 'HOST' | 'PORT' | 'CREDENTIALS_URL' | 'CLOUDS' | 'TERRAFORM_DIRECTORY' | 'EXTERNAL_ID_HASH_KEY' | 'BOOTSTRAP_TENANT_ID' | 'BOOTSTRAP_TENANT_NAME' | 'BOOTSTRAP_API_KEY'>;
  log: Logger;
  database: Database;
  bus: EventBus;
  /** schemas/accounts.graphql */
  typeDefs: string;
  tokenIssuer: TokenIssuer;
  tokenVerifier: TokenVerifier;
  /** Stands in for the credentials service. */
  credentials?: CredentialsClient;
  now?: () => Date;
  faultPoint?: Platform['faultPoint'];
}

export interface App {
  /** Where it listens. */
  readonly url: string;
  readonly subgraph: Subgraph;
  /** Lets what is under way end. Database and bus stay open: who opened them closes them. */
  close(): Promise<void>;
}

/** Starts the accounts service on what is given: in a process of its own, in the embedded platform, and in tests. */
export async function buildApp(deps: AppDependencies): Promise<App> {
  const { config, log, database, bus, typeDefs, tokenIssuer, tokenVerifier, now = () => new Date() } = deps;
  const platform: Platform = {
    database,
    credentials: deps.credentials ?? createInternalClient(credentialsApi, { url: config.CREDENTIALS_URL, issuer: tokenIssuer }),
    live: bus,
    externalIdKey: config.EXTERNAL_ID_HASH_KEY,
    simulated: config.CLOUDS === 'simulator',
    terraformModules: await readTerraformModules(config.TERRAFORM_DIRECTORY),
    statements: tokenIssuer,
    faultPoint: deps.faultPoint ?? (() => undefined),
    now,
  };
  const system = createSystemContext(platform);
  await bootstrap(platform, config);

  const http = createHttpServer({ log, service: 'accounts' });
  serveInternalApi(
    http.app,
    accountsApi,
    {
      abandonIntent: ({ cloudAccountId }, { principal }) => abandonIntent(createContext(platform, principal.tenantId), cloudAccountId),
      authenticateApiKey: async ({ keyHash }) => ({ principal: await authenticateApiKey(system, keyHash) }),
    },
    tokenVerifier,
    { log },
  );
  const subgraph = await serveSubgraph<ViewerContext>(http.app, {
    typeDefs,
    resolvers: {
      ...auditLogResolvers,
      ...cloudAccountResolvers,
      ...onboardingKitResolvers,
      ...viewerResolvers,
      Query: { ...auditLogResolvers['Query'], ...cloudAccountResolvers['Query'], ...onboardingKitResolvers['Query'], ...viewerResolvers['Query'] },
      Mutation: { ...cloudAccountResolvers['Mutation'], ...onboardingKitResolvers['Mutation'] },
    },
    verifier: tokenVerifier,
    contextOf: (principal) => ({ ...createContext(platform, principal.tenantId), principal }),
    log,
  });
  http.addReadiness('database', () => database.ping());
  http.addReadiness('bus', () => bus.ready());

  const relay = await startRelay({ database, bus, log });
  const subscriptions = [await onConnectionTested(bus, database), await onAuditRecorded(bus, database, now)];
  const upkeep = startUpkeep([{ name: 'audit heads signed', everyMs: 60_000, run: createHeadSealer(platform, log) }], log);
  const url = await http.listen({ port: config.PORT, host: config.HOST });
  log.info({ url }, 'accounts listens');

  return {
    url,
    subgraph,
    async close() {
      await upkeep.stop();
      for (const subscription of subscriptions) await subscription.stop();
      await http.close();
      await relay.stop();
    },
  };
}

/** Makes the tenant that the configuration names, so that somebody can get in. */
async function bootstrap(platform: Platform, config: AppDependencies['config']): Promise<void> {
  const { BOOTSTRAP_TENANT_ID: tenantId, BOOTSTRAP_TENANT_NAME: name, BOOTSTRAP_API_KEY: key } = config;
  if (tenantId === undefined || name === undefined) return;
  await ensureTenant(createContext(platform, tenantId), { name, ...(key && { apiKey: { key, roles: ['ADMIN'] } }) });
}
