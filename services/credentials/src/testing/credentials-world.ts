import { expect } from '@jest/globals';
import { auditRecorded, newId, preflights, readEvent, type AuditEntry, type CloudEvent, type PreflightAction } from '@offload/contracts';
import { createLogger, Secret, type Database } from '@offload/service-kit';
import {
  startSimulator,
  type AzureOnboarding,
  type AzureOnboardingView,
  type AzureSubscriptionView,
  type CreateAzureSubscription,
  type FederateGcp,
  type GcpOnboarding,
  type Onboarding,
  type ServiceAccountKeyDocument,
  type Simulator,
} from '@offload/simulator';
import { testDatabase } from '@offload/testkit';
import { createAwsConnector } from '../aws/aws-connector.ts';
import type { AwsContext } from '../aws/aws-context.ts';
import { createAzureConnector } from '../azure/azure-connector.ts';
import type { AzureContext } from '../azure/azure-context.ts';
import { createContext, type Context, type Platform } from '../context.ts';
import type { VerifyAndSeal } from '../credential/verify-and-seal.ts';
import { entities, migrations } from '../database.ts';
import { createGcpConnector } from '../gcp/gcp-connector.ts';
import type { GcpContext } from '../gcp/gcp-context.ts';
import { openInputKeys } from '../input-key/open-input-keys.ts';
import { sealInput } from '../input-key/testing/seal-input.ts';
import { openOidcIssuer } from '../oidc-issuer/open-oidc-issuer.ts';
import { createCredentialProviders, type CloudContexts } from '../providers/credential-providers.ts';
import { createMemorySecretStore, type MemorySecretStore } from '../secret-store/testing/memory-secret-store.ts';
import { publishIssuer } from './publish-issuer.ts';

type Abandoned = { outcome: 'ABANDONED' | 'CONNECTED' | 'DISCONNECTED' };

/** Stands in for accounts: answers what a test says became of a connection. */
export class AccountsDouble {
  readonly asked: string[] = [];
  answer: () => Abandoned | Promise<Abandoned> = () => ({ outcome: 'ABANDONED' });

  /** What became of a webhook. */
  webhookAnswer: () => { outcome: 'ABANDONED' | 'EXISTS' } = () => ({ outcome: 'ABANDONED' });

  async abandonWebhook({ webhookId }: { webhookId: string }): Promise<{ outcome: 'ABANDONED' | 'EXISTS' }> {
    this.asked.push(webhookId);
    return this.webhookAnswer();
  }

  async abandonIntent({ cloudAccountId }: { cloudAccountId: string }): Promise<Abandoned> {
    this.asked.push(cloudAccountId);
    return this.answer();
  }
}

export interface WorldOptions {
  preflight?: readonly PreflightAction[];
  azurePreflight?: readonly PreflightAction[];
  gcpPreflight?: readonly PreflightAction[];
  propagationWaitsMs?: number[];
}

/** A credentials service without its doors: a database of its own, a secret store that forgets, and simulated clouds. */
export interface CredentialsWorld {
  readonly database: Database;
  readonly adminUrl: string;
  readonly secrets: MemorySecretStore;
  readonly simulator: Simulator;
  readonly accounts: AccountsDouble;
  readonly aws: AwsContext;
  readonly azure: AzureContext;
  readonly gcp: GcpContext;
  readonly platform: Platform;
  /** Everything that was logged, as it was written. */
  logged(): string;
  /** The time, which stands still until it is set. Null: the machine's. */
  setTime(time: Date | null): void;
  tenant(id?: string): Context;
  /** Seals a secret as the gateway does. */
  seal(ctx: Context, text: string): Promise<string>;
  /** What accounts would send for access keys: their secrets sealed as the gateway does. */
  keys(ctx: Context, keys: { accessKeyId: string; secretAccessKey: string; sessionToken?: string }): Promise<VerifyAndSeal>;
  /** An account whose customer has applied the Terraform, and what accounts would send for it. */
  onboarded(
    options?: Partial<Onboarding> & { size?: number },
  ): Promise<{ accountId: string; roleArn: string; externalId: string; input: VerifyAndSeal }>;
  /** A service whose surroundings differ, for a new tenant. */
  tenantWith(changes: { [Cloud in keyof CloudContexts]?: Partial<CloudContexts[Cloud]> }): Context;
  /** A subscription whose customer has applied the Terraform, with a client secret, and what accounts would send for it. */
  azureOnboarded(ctx: Context, options?: AzureOptions): Promise<AzureOnboarded & { clientSecret: string }>;
  /** The same with a federated credential for a kit of the tenant. */
  azureFederated(ctx: Context, options?: AzureOptions): Promise<AzureOnboarded & { subject: string }>;
  /** Whether clouds can read the documents of the platform's issuer: at first they can. */
  published(isPublished: boolean): Promise<void>;
  /** An AWS account whose role trusts the platform's issuer for a kit of the tenant, and what accounts would send for it. */
  awsFederated(ctx: Context, options?: AwsFederatedOptions): Promise<AwsFederated>;
  /** A project whose service account trusts the platform's issuer for a kit of the tenant, and what accounts would send for it. */
  gcpFederated(ctx: Context, options?: GcpFederatedOptions): Promise<GcpFederated>;
  /** What accounts would send for the text of a Google key file: sealed as the gateway does. */
  gcpKey(ctx: Context, keyFile: string | ServiceAccountKeyDocument, changes?: Partial<VerifyAndSeal>): Promise<VerifyAndSeal>;
  /** A project whose customer has applied the Terraform, and what accounts would send for it. */
  gcpOnboarded(
    ctx: Context,
    options?: Partial<GcpOnboarding>,
  ): Promise<{ projectId: string; email: string; key: ServiceAccountKeyDocument; input: VerifyAndSeal }>;
  /** A refusal leaves nothing: no row, no test, no secret of the tenant, no event. */
  expectNothingStored(ctx: Context, input: VerifyAndSeal): Promise<void>;
  /** The events that a tenant's transactions told, in order, without what they wrote down for the audit log. */
  told(tenantId: string): Promise<CloudEvent[]>;
  /** What a tenant's transactions wrote down for the audit log, in order. */
  recorded(tenantId: string): Promise<AuditEntry[]>;
  close(): Promise<void>;
}

export interface AzureOptions {
  subscription?: CreateAzureSubscription;
  onboarding?: Partial<AzureOnboarding>;
  /** What accounts would send otherwise. */
  changes?: Partial<VerifyAndSeal>;
}

/** What is at Azure, and what accounts would send for it. */
export interface AzureOnboarded {
  application: Pick<AzureOnboardingView, 'directoryId' | 'clientId' | 'objectId'>;
  subscription: AzureSubscriptionView;
  input: VerifyAndSeal;
}

export interface AwsFederatedOptions extends Partial<Omit<Onboarding, 'federated'>> {
  /** What the trust policy says otherwise. */
  federated?: Partial<NonNullable<Onboarding['federated']>>;
}

export interface AwsFederated {
  accountId: string;
  roleArn: string;
  subject: string;
  input: VerifyAndSeal;
}

export interface GcpFederatedOptions extends Partial<GcpOnboarding> {
  /** What provider and binding say otherwise. */
  federated?: Partial<FederateGcp>;
}

export interface GcpFederated {
  projectId: string;
  email: string;
  provider: string;
  subject: string;
  input: VerifyAndSeal;
}

const issuerUrl = 'https://oidc.offload.example';

export const request = (material: VerifyAndSeal['material'], changes: Partial<VerifyAndSeal> = {}): VerifyAndSeal => ({
  cloudAccountId: newId(),
  expectedProviderAccountId: null,
  simulated: true,
  acceptPartialAccess: false,
  regions: null,
  material,
  ...changes,
});

export async function credentialsWorld({
  preflight = preflights.AWS,
  azurePreflight = preflights.AZURE,
  gcpPreflight = preflights.GCP,
  propagationWaitsMs = [],
}: WorldOptions = {}): Promise<CredentialsWorld> {
  const [test, simulator] = await Promise.all([
    testDatabase('credentials', { entities, migrations }),
    startSimulator({ seed: 'credentials', size: 60 }),
  ]);
  const connector = createAwsConnector({ mode: 'simulator', url: simulator.endpoint });
  const gcpConnector = createGcpConnector({ mode: 'simulator', url: simulator.endpoint });
  const secrets = createMemorySecretStore();
  const accounts = new AccountsDouble();
  const lines: string[] = [];
  let time: Date | null = null;
  const now = (): Date => time ?? new Date();

  const { accessKeyId, secretAccessKey, principalArn } = simulator.platform;
  const issuer = await openOidcIssuer(issuerUrl, secrets, now);
  const aws: AwsContext = {
    connector,
    issuer,
    platform: async () => ({ accessKeyId, secretAccessKey }),
    platformPrincipalArn: principalArn,
    preflight,
    propagationWaitsMs,
    now,
  };
  const azure: AzureContext = {
    connector: createAzureConnector({ mode: 'simulator', url: simulator.endpoint }, now),
    issuer,
    preflight: azurePreflight,
    propagationWaitsMs,
    now,
  };
  const gcp: GcpContext = { connector: gcpConnector, issuer, preflight: gcpPreflight, propagationWaitsMs, now };
  const platform: Platform = {
    database: test.database,
    secrets,
    inputKeys: await openInputKeys(secrets),
    fingerprintKey: new Secret(Buffer.alloc(32, 7).toString('base64')),
    providers: createCredentialProviders({ aws, azure, gcp }),
    accounts,
    simulated: true,
    reverifyAfterMs: 6 * 60 * 60_000,
    log: createLogger({ service: 'credentials', level: 'trace', destination: { write: (line: string) => void lines.push(line) } }),
    faultPoint: () => undefined,
    now,
  };

  const documents = await publishIssuer(issuer);
  const published = (isPublished: boolean): Promise<void> => simulator.trustIssuer({ issuer: issuerUrl, url: isPublished ? documents.url : null });
  await published(true);
  const subjectOfKit = ({ tenantId }: Context): string => `offload:${tenantId}:${newId()}`;

  const seal: CredentialsWorld['seal'] = ({ tenantId }, text) => sealInput(text, { publicKey: platform.inputKeys.publicKeys[0]!, tenantId });

  /** A subscription of a directory of its own, with what the Terraform does to it. */
  async function azureAccess({ subscription: wanted, onboarding }: AzureOptions) {
    const subscription = await simulator.azure.createSubscription({ directoryId: newId(), size: 0, ...wanted });
    const { clientSecret, ...application } = await simulator.azure.applyOnboarding({ subscriptionId: subscription.subscriptionId, ...onboarding });
    return { subscription, application, clientSecret };
  }

  const gcpKey: CredentialsWorld['gcpKey'] = async (ctx, keyFile, changes) => {
    const serviceAccountKey = await seal(ctx, typeof keyFile === 'string' ? keyFile : JSON.stringify(keyFile));
    return request({ kind: 'GCP_SERVICE_ACCOUNT_KEY', serviceAccountKey }, changes);
  };

  const envelopes = (tenantId: string): Promise<CloudEvent[]> =>
    test.database.read(tenantId, async (tx) => {
      const rows = await tx.query<{ envelope: CloudEvent }>('SELECT envelope FROM outbox WHERE tenant_id = $1 ORDER BY id', [tenantId]);
      return rows.map(({ envelope }) => envelope);
    });

  const told = async (tenantId: string): Promise<CloudEvent[]> =>
    (await envelopes(tenantId)).filter(({ type }) => type !== auditRecorded.credentials.type);

  return {
    database: test.database,
    adminUrl: test.adminUrl,
    secrets,
    simulator,
    accounts,
    aws,
    azure,
    gcp,
    platform,
    logged: () => lines.join(''),
    setTime: (value) => (time = value),
    seal,
    tenant: (id = newId()) => createContext(platform, id),
    async keys(ctx, entered) {
      return request({
        kind: 'AWS_ACCESS_KEYS',
        accessKeyId: entered.accessKeyId,
        secretAccessKey: await seal(ctx, entered.secretAccessKey),
        sessionToken: entered.sessionToken === undefined ? null : await seal(ctx, entered.sessionToken),
      });
    },
    async onboarded({ size, ...options } = {}) {
      const { accountId } = await simulator.createAccount(size === undefined ? {} : { size });
      const externalId = options.externalId ?? `external-id-${newId()}`;
      const { roleArn } = await simulator.applyOnboarding({ principalArn, externalId, accountId, ...options });
      const material = { kind: 'AWS_ROLE' as const, roleArn, externalId, issuedExternalIds: [] };
      return { accountId, roleArn, externalId, input: request(material, { expectedProviderAccountId: accountId }) };
    },
    tenantWith: (changes) =>
      createContext(
        {
          ...platform,
          providers: createCredentialProviders({
            aws: { ...aws, ...changes.aws },
            azure: { ...azure, ...changes.azure },
            gcp: { ...gcp, ...changes.gcp },
          }),
        },
        newId(),
      ),
    async azureOnboarded(ctx, options = {}) {
      const { application, subscription, clientSecret } = await azureAccess(options);
      if (clientSecret === null) throw new Error('onboarded without a secret');
      const { directoryId, clientId } = application;
      const input = request(
        { kind: 'AZURE_CLIENT_SECRET', directoryId, clientId, clientSecret: await seal(ctx, clientSecret) },
        { expectedProviderAccountId: subscription.subscriptionId, ...options.changes },
      );
      return { application, subscription, clientSecret, input };
    },
    async azureFederated(ctx, { onboarding, ...options } = {}) {
      const subject = subjectOfKit(ctx);
      const federated = { issuer: issuerUrl, subject, ...onboarding?.federated };
      const { application, subscription } = await azureAccess({ ...options, onboarding: { ...onboarding, federated } });
      const { directoryId, clientId } = application;
      const input = request(
        { kind: 'AZURE_WORKLOAD_IDENTITY', directoryId, clientId, subject },
        { expectedProviderAccountId: subscription.subscriptionId, ...options.changes },
      );
      return { application, subscription, subject, input };
    },
    published,
    async awsFederated(ctx, { federated, ...options } = {}) {
      const { accountId } = await simulator.createAccount({ size: 0 });
      const subject = subjectOfKit(ctx);
      const trust = { issuer: issuerUrl, subject, ...federated };
      const { roleArn } = await simulator.applyOnboarding({ principalArn, externalId: null, accountId, ...options, federated: trust });
      const input = request({ kind: 'AWS_WEB_IDENTITY', roleArn, subject }, { expectedProviderAccountId: accountId });
      return { accountId, roleArn, subject, input };
    },
    async gcpFederated(ctx, { federated, projectId: known, ...options } = {}) {
      const projectId = known ?? (await simulator.gcp.createProject({ size: 0 })).projectId;
      const { email } = await simulator.gcp.applyOnboarding({ projectId, ...options });
      const subject = subjectOfKit(ctx);
      const { provider } = await simulator.gcp.federate({ email, issuer: issuerUrl, subject, ...federated });
      const input = request({ kind: 'GCP_WORKLOAD_IDENTITY', serviceAccount: email, provider, subject }, { expectedProviderAccountId: projectId });
      return { projectId, email, provider, subject, input };
    },
    gcpKey,
    async gcpOnboarded(ctx, { projectId, ...options } = {}) {
      const project = projectId ?? (await simulator.gcp.createProject({ size: 0 })).projectId;
      const { email, key } = await simulator.gcp.applyOnboarding({ projectId: project, ...options });
      return { projectId: project, email, key, input: await gcpKey(ctx, key, { expectedProviderAccountId: project }) };
    },
    told,
    recorded: async (tenantId) =>
      (await envelopes(tenantId)).flatMap((event) => (event.type === auditRecorded.credentials.type ? [readEvent(auditRecorded.credentials, event)] : [])),
    async expectNothingStored(ctx, { cloudAccountId }) {
      const stored = await ctx.read(async ({ credentials }) => [
        await credentials.ofCloudAccount(cloudAccountId),
        await credentials.testOf(cloudAccountId),
      ]);
      expect(stored).toEqual([null, null]);
      expect(secrets.count(ctx.tenantId)).toBe(0);
      expect(await told(ctx.tenantId)).toEqual([]);
    },
    async close() {
      await documents.close();
      connector.close();
      azure.connector.close();
      gcpConnector.close();
      await simulator.stop();
      await test.drop();
    },
  };
}
