import { accountsApi, credentialsApi } from '@offload/contracts';
import {
  createEgressGuard,
  createHttpServer,
  createInternalClient,
  serveInternalApi,
  serveSubgraph,
  startRelay,
  startUpkeep,
  type Database,
  type EgressGuard,
  type EventBus,
  type Logger,
  type Subgraph,
  type TokenIssuer,
  type TokenVerifier,
} from '@offload/service-kit';
import { apiKeyResolvers } from './api-key/api-key.resolvers.ts';
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
import { onWebhookEvent } from './subscribers/on-webhook-event.ts';
import { ensureTenant } from './tenant/ensure-tenant.ts';
import { viewerResolvers, type ViewerContext } from './tenant/viewer.resolvers.ts';
import { abandonWebhook } from './webhook/abandon-webhook.ts';
import { createNameResolver } from './webhook/delivery/create-name-resolver.ts';
import { createDeliveryBell, startDeliveries } from './webhook/delivery/start-deliveries.ts';
import { sweepDeliveries } from './webhook/delivery/sweep-deliveries.ts';
import { webhookResolvers } from './webhook/webhook.resolvers.ts';

export interface AppDependencies {
  config: Pick<Config, 'HOST' | 'PORT' | 'CREDENTIALS_URL' | 'CLOUDS' | 'TERRAFORM_DIRECTORY' | 'EXTERNAL_ID_HASH_KEY' | 'EGRESS_ALLOW' | 'BOOTSTRAP_TENANT_ID' | 'BOOTSTRAP_TENANT_NAME' | 'BOOTSTRAP_API_KEY'>;
  log: Logger;
  database: Database;
  bus: EventBus;
  /** schemas/accounts.graphql */
  typeDefs: string;
  tokenIssuer: TokenIssuer;
  tokenVerifier: TokenVerifier;
  /** Stands in for the credentials service. */
  credentials?: CredentialsClient;
  /** What webhooks are called through; one of the configuration's ranges when not given. Whoever made it closes it. */
  egress?: EgressGuard;
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
  const bell = createDeliveryBell();
  const ownEgress = deps.egress ? null : createEgressGuard({ allow: config.EGRESS_ALLOW, resolve: createNameResolver() });
  const platform: Platform = {
    database,
    credentials: deps.credentials ?? createInternalClient(credentialsApi, { url: config.CREDENTIALS_URL, issuer: tokenIssuer }),
    live: bus,
    work: bus,
    egress: deps.egress ?? ownEgress!,
    wakeDeliveries: bell.ring,
    externalIdKey: config.EXTERNAL_ID_HASH_KEY,
    simulated: config.CLOUDS === 'simulator',
    terraformModules: await readTerraformModules(config.TERRAFORM_DIRECTORY),
    statements: tokenIssuer,
    faultPoint: deps.faultPoint ?? (() => undefined),
    now,
  };
  const system = createSystemContext(platform, log);
  await bootstrap(platform, config);

  const http = createHttpServer({ log, service: 'accounts' });
  serveInternalApi(
    http.app,
    accountsApi,
    {
      abandonIntent: ({ cloudAccountId }, { principal }) => abandonIntent(createContext(platform, principal.tenantId), cloudAccountId),
      abandonWebhook: ({ webhookId }, { principal }) => abandonWebhook(createContext(platform, principal.tenantId), webhookId),
      authenticateApiKey: async ({ keyHash }) => {
        const holder = await authenticateApiKey(system, keyHash);
        return { principal: holder?.principal ?? null, expiresAt: holder?.expiresAt?.toISOString() ?? null };
      },
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
      ...webhookResolvers,
      Query: {
        ...apiKeyResolvers['Query'],
        ...auditLogResolvers['Query'],
        ...cloudAccountResolvers['Query'],
        ...onboardingKitResolvers['Query'],
        ...viewerResolvers['Query'],
        ...webhookResolvers['Query'],
      },
      Mutation: { ...apiKeyResolvers['Mutation'], ...cloudAccountResolvers['Mutation'], ...onboardingKitResolvers['Mutation'], ...webhookResolvers['Mutation'] },
    },
    verifier: tokenVerifier,
    contextOf: (principal) => ({ ...createContext(platform, principal.tenantId), principal }),
    log,
  });
  http.addReadiness('database', () => database.ping());
  http.addReadiness('bus', () => bus.ready());

  const relay = await startRelay({ database, bus, log });
  const subscriptions = [await onConnectionTested(bus, database), await onAuditRecorded(bus, database, now), await onWebhookEvent(bus, database, now, bell.ring)];
  const deliveries = await startDeliveries(platform, bus, bell, log);
  const upkeep = startUpkeep(
    [
      { name: 'audit heads signed', everyMs: 60_000, run: createHeadSealer(platform, log) },
      { name: 'old webhook deliveries deleted', everyMs: 10 * 60_000, run: () => sweepDeliveries(platform) },
    ],
    log,
  );
  const url = await http.listen({ port: config.PORT, host: config.HOST });
  log.info({ url }, 'accounts listens');

  return {
    url,
    subgraph,
    async close() {
      await upkeep.stop();
      for (const subscription of subscriptions) await subscription.stop();
      await deliveries.stop();
      await http.close();
      await relay.stop();
      await ownEgress?.close();
      await system.keyUse.settled();
    },
  };
}

/** Makes the tenant that the configuration names, so that somebody can get in. */
async function bootstrap(platform: Platform, config: AppDependencies['config']): Promise<void> {
  const { BOOTSTRAP_TENANT_ID: tenantId, BOOTSTRAP_TENANT_NAME: name, BOOTSTRAP_API_KEY: key } = config;
  if (tenantId === undefined || name === undefined) return;
  await ensureTenant(createContext(platform, tenantId), { name, ...(key && { apiKey: { key, roles: ['ADMIN'] } }) });
}
