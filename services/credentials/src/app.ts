import { accountsApi, credentialsApi, preflights } from '@offload/contracts';
import {
  createHttpServer,
  createInternalClient,
  Secret,
  serveInternalApi,
  serveSubgraph,
  startRelay,
  startUpkeep,
  type Chore,
  type Database,
  type EventBus,
  type Logger,
  type Subgraph,
  type TokenIssuer,
  type TokenVerifier,
} from '@offload/service-kit';
import { randomBytes } from 'node:crypto';
import type { AwsContext } from './aws/aws-context.ts';
import { createAwsConnector, type AwsConnector, type AwsCredentialsProvider } from './aws/aws-connector.ts';
import type { AzureContext } from './azure/azure-context.ts';
import { createAzureConnector, type AzureConnector } from './azure/azure-connector.ts';
import type { Clouds } from './clouds.ts';
import type { Config } from './config.ts';
import { createContext, type AccountsClient, type Context, type FaultPoint, type Platform } from './context.ts';
import { LeftBehindCredentials } from './credential/credential.repository.ts';
import { credentialResolvers } from './credential/credential.resolvers.ts';
import { reverifyDue } from './credential/reverify-due.ts';
import { sweepUnclaimed } from './credential/sweep-unclaimed.ts';
import { verifyAndSeal } from './credential/verify-and-seal.ts';
import { createGcpConnector, type GcpConnector } from './gcp/gcp-connector.ts';
import type { GcpContext } from './gcp/gcp-context.ts';
import { openInputKeys } from './input-key/open-input-keys.ts';
import { fingerprintKeyPath, openPlatformSecret } from './input-key/platform-secrets.ts';
import { leaseCredential } from './lease/lease-credential.ts';
import { endAccess } from './lease/end-access.ts';
import { forgetEndedAccess } from './lease/forget-ended-access.ts';
import { openOidcIssuer, type OidcIssuer } from './oidc-issuer/open-oidc-issuer.ts';
import { rotateSigningKeys } from './oidc-issuer/rotate-signing-keys.ts';
import { platformAwsOf } from './platform-identity/platform-aws.ts';
import { createCredentialProviders } from './providers/credential-providers.ts';
import { sealSuccessor } from './rotation/seal-successor.ts';
import { sweepRotations } from './rotation/sweep-rotations.ts';
import { switchCredential } from './rotation/switch-credential.ts';
import { tellAges } from './rotation/tell-ages.ts';
import type { SecretStore } from './secret-store/secret-store.ts';
import { tellingOutages } from './secret-store/telling-outages.ts';
import { onCloudAccountConnected } from './subscribers/on-cloud-account-connected.ts';
import { onCloudAccountDisconnected } from './subscribers/on-cloud-account-disconnected.ts';
import { onWebhookDeleted } from './subscribers/on-webhook-deleted.ts';
import { createWebhookSecret } from './webhook-secret/create-webhook-secret.ts';
import { answerRotated, rotateWebhookSecret } from './webhook-secret/rotate-webhook-secret.ts';
import { signWebhook } from './webhook-secret/sign-webhook.ts';
import { sweepWebhookSecrets } from './webhook-secret/sweep-webhook-secrets.ts';

export type AppConfig = Pick<
  Config,
  | 'HOST'
  | 'PORT'
  | 'ACCOUNTS_URL'
  | 'CLOUDS'
  | 'SIMULATOR_URL'
  | 'PLATFORM_AWS_PRINCIPAL_ARN'
  | 'PLATFORM_AWS_ACCESS_KEY_ID'
  | 'PLATFORM_AWS_SECRET_ACCESS_KEY'
  | 'OIDC_ISSUER'
  | 'OIDC_KEY_DAYS'
  | 'ROLE_PROPAGATION_WAIT_MS'
  | 'UNCLAIMED_AFTER_MINUTES'
  | 'REVERIFY_AFTER_MINUTES'
  | 'PRELOAD_CLIENTS'
>;

export interface AppDependencies {
  config: AppConfig;
  log: Logger;
  database: Database;
  bus: EventBus;
  /** Whoever opened it closes it. */
  secrets: SecretStore;
  /** schemas/credentials.graphql */
  typeDefs: string;
  tokenIssuer: TokenIssuer;
  tokenVerifier: TokenVerifier;
  /** The platform's own AWS identity; what the configuration says when not given. */
  platformAws?: AwsCredentialsProvider;
  /** Stands in for the accounts service. */
  accounts?: AccountsClient;
  now?: () => Date;
  faultPoint?: FaultPoint;
}

export interface App {
  /** Where it listens. */
  readonly url: string;
  readonly subgraph: Subgraph;
  /** Lets what is under way end. Database, bus and secret store stay open: who opened them closes them. */
  close(): Promise<void>;
}

const minuteMs = 60_000;

/** Starts the credentials service on what is given: in a process of its own, in the embedded platform, and in tests. */
export async function buildApp(deps: AppDependencies): Promise<App> {
  const { config, log, database, bus, secrets, typeDefs, tokenIssuer, tokenVerifier, now = () => new Date() } = deps;
  const clouds = cloudsOf(config);
  const connectors = { aws: createAwsConnector(clouds), azure: createAzureConnector(clouds, now), gcp: createGcpConnector(clouds) };
  const telling = tellingOutages(secrets, log);
  const oidcIssuer = config.OIDC_ISSUER === undefined ? null : await openOidcIssuer(config.OIDC_ISSUER, telling, now);
  const accountsClient = deps.accounts ? null : createInternalClient(accountsApi, { url: config.ACCOUNTS_URL, issuer: tokenIssuer });

  const platform: Platform = {
    database,
    secrets: telling,
    inputKeys: await openInputKeys(secrets),
    fingerprintKey: await openPlatformSecret(secrets, fingerprintKeyPath, () => new Secret(randomBytes(32).toString('base64'))),
    providers: createCredentialProviders({
      aws: awsContextOf(deps, connectors.aws, oidcIssuer, now),
      azure: azureContextOf(config, connectors.azure, oidcIssuer, now),
      gcp: gcpContextOf(config, connectors.gcp, oidcIssuer, now),
    }),
    accounts: deps.accounts ?? accountsClient!,
    simulated: config.CLOUDS === 'simulator',
    reverifyAfterMs: config.REVERIFY_AFTER_MINUTES * minuteMs,
    log,
    faultPoint: deps.faultPoint ?? (() => undefined),
    now,
  };
  const contextOf = ({ tenantId }: { tenantId: string }): Context => createContext(platform, tenantId);

  const http = createHttpServer({ log, service: 'credentials' });
  serveInternalApi(
    http.app,
    credentialsApi,
    {
      publicKeys: async () => ({ keys: platform.inputKeys.publicKeys.map((key) => ({ ...key })) }),
      platformIdentity: async () => ({
        awsPrincipalArn: config.PLATFORM_AWS_PRINCIPAL_ARN ?? null,
        oidcIssuer: config.OIDC_ISSUER ?? null,
      }),
      oidcDocuments: async () => (await oidcIssuer?.documents()) ?? null,
      verifyAndSeal: (input, { principal }) => verifyAndSeal(contextOf(principal), input),
      sealSuccessor: (input, { principal }) => sealSuccessor(contextOf(principal), input),
      switchCredential: (input, { principal }) => switchCredential(contextOf(principal), input),
      endAccess: ({ cloudAccountId }, { principal }) => endAccess(contextOf(principal), cloudAccountId),
      createWebhookSecret: async ({ webhookId }, { principal }) => ({ secret: (await createWebhookSecret(contextOf(principal), webhookId)).reveal() }),
      rotateWebhookSecret: async ({ webhookId }, { principal }) => answerRotated(await rotateWebhookSecret(contextOf(principal), webhookId)),
      signWebhook: async (input, { principal }) => ({ signatures: await signWebhook(contextOf(principal), input) }),
      lease: (input, { principal }) => leaseCredential(contextOf(principal), input, config.SIMULATOR_URL ?? null),
    },
    tokenVerifier,
    { log },
  );
  const subgraph = await serveSubgraph<Context>(http.app, {
    typeDefs,
    resolvers: credentialResolvers,
    verifier: tokenVerifier,
    contextOf,
    log,
  });
  http.addReadiness('database', () => database.ping());
  http.addReadiness('bus', () => bus.ready());
  http.addReadiness('secrets', () => secrets.ready());

  const relay = await startRelay({ database, bus, log });
  const subscriptions = [
    await onCloudAccountConnected(bus, database, log),
    await onCloudAccountDisconnected(bus, platform),
    await onWebhookDeleted(bus, platform),
    await forgetEndedAccess(bus, platform.providers),
  ];
  const url = await http.listen({ port: config.PORT, host: config.HOST });
  const closing = new AbortController();
  const upkeep = startUpkeep(choresOf(platform, config, closing.signal), log);
  if (config.PRELOAD_CLIENTS)
    void preload(Object.values(connectors)).catch((error: unknown) =>
      log.warn({ err: error }, 'a client of a provider could not be imported ahead'),
    );
  log.info({ url, clouds: config.CLOUDS }, 'credentials listens');

  return {
    url,
    subgraph,
    async close() {
      closing.abort();
      await upkeep.stop();
      for (const subscription of subscriptions) await subscription.stop();
      await http.close();
      await relay.stop();
      await accountsClient?.close();
      for (const connector of Object.values(connectors)) connector.close();
    },
  };
}

/** What is looked after without anybody asking. */
function choresOf(platform: Platform, config: AppConfig, signal: AbortSignal): Chore[] {
  const leftBehind = new LeftBehindCredentials(platform.database.system);
  const unclaimedAfterMs = config.UNCLAIMED_AFTER_MINUTES * minuteMs;
  return [
    {
      name: 'unclaimed credentials settled',
      everyMs: minuteMs,
      run: () => sweepUnclaimed(platform, leftBehind, { unclaimedAfterMs }),
    },
    { name: 'rotations swept', everyMs: minuteMs, run: () => sweepRotations(platform, { staleAfterMs: unclaimedAfterMs }) },
    { name: 'secrets of webhooks settled', everyMs: minuteMs, run: () => sweepWebhookSecrets(platform, { unclaimedAfterMs }) },
    { name: 'ages of credentials told', everyMs: 10 * minuteMs, run: () => tellAges(platform) },
    { name: 'connections tested again', everyMs: minuteMs, run: () => reverifyDue(platform, signal) },
    ...(config.OIDC_ISSUER === undefined ? [] : [signingKeysRotated(platform, config)]),
  ];
}

const signingKeysRotated = ({ secrets, now }: Platform, { OIDC_KEY_DAYS: days }: AppConfig): Chore => ({
  name: 'signing keys of the OIDC issuer rotated',
  everyMs: 60 * minuteMs,
  run: () => rotateSigningKeys(secrets, { everyMs: days * 24 * 60 * minuteMs, now }),
});

function cloudsOf({ CLOUDS: mode, SIMULATOR_URL: url }: AppConfig): Clouds {
  if (mode === 'real') return { mode };
  if (url === undefined) throw new Error('CLOUDS=simulator needs SIMULATOR_URL');
  return { mode, url };
}

function awsContextOf({ config, platformAws }: AppDependencies, connector: AwsConnector, issuer: OidcIssuer | null, now: () => Date): AwsContext {
  return {
    connector,
    issuer,
    platform: platformAws ?? platformAwsOf(config),
    platformPrincipalArn: config.PLATFORM_AWS_PRINCIPAL_ARN ?? null,
    preflight: preflights.AWS,
    propagationWaitsMs: propagationWaits(config.ROLE_PROPAGATION_WAIT_MS),
    now,
  };
}

function azureContextOf(config: AppConfig, connector: AzureConnector, issuer: OidcIssuer | null, now: () => Date): AzureContext {
  return {
    connector,
    issuer,
    preflight: preflights.AZURE,
    propagationWaitsMs: propagationWaits(config.ROLE_PROPAGATION_WAIT_MS),
    now,
  };
}

function gcpContextOf(config: AppConfig, connector: GcpConnector, issuer: OidcIssuer | null, now: () => Date): GcpContext {
  return {
    connector,
    issuer,
    preflight: preflights.GCP,
    propagationWaitsMs: propagationWaits(config.ROLE_PROPAGATION_WAIT_MS),
    now,
  };
}

/** One after the other: imports keep the process busy. */
async function preload(connectors: readonly { preload(): Promise<void> }[]): Promise<void> {
  for (const connector of connectors) await connector.preload();
}

/** A first quick try, then ever longer waits, which sum up to the total: 1/11, 2/11, 4/11, 4/11 of it. */
const propagationWaits = (totalMs: number): number[] =>
  totalMs === 0 ? [] : [1, 2, 4, 4].map((part) => Math.round((totalMs * part) / 11));
