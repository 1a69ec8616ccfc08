import type { accountsApi, CloudProvider, credentialsApi } from '@offload/contracts';
import type { Database, EgressGuard, EventBus, InternalClient, Logger, ReadTransaction, Secret, Transaction } from '@offload/service-kit';
import { recordAct, type Act, type TokenIssuer } from '@offload/service-kit';
import { ApiKeyDirectory, ApiKeyRepository } from './api-key/api-key.repository.ts';
import { createKeyUse, type KeyUse } from './api-key/note-key-use.ts';
import { AuditLogRepository } from './audit-log/audit-log.repository.ts';
import { createCloudAccountLoader } from './cloud-account/cloud-account-loader.ts';
import { CloudAccountRepository } from './cloud-account/cloud-account.repository.ts';
import type { CloudAccount } from './cloud-account/cloud-account.ts';
import { ConnectionIntentRepository } from './connection-intent/connection-intent.repository.ts';
import { ExternalIdRepository } from './external-id/external-id.repository.ts';
import type { AccountsFaultPoint } from './fault-points.ts';
import { OnboardingKitRepository } from './onboarding-kit/onboarding-kit.repository.ts';
import type { PlatformIdentity } from './onboarding-kit/provider-kit.ts';
import { TenantRepository } from './tenant/tenant.repository.ts';
import { WebhookDeliveryRepository } from './webhook/delivery/delivery.repository.ts';
import { WebhookRepository } from './webhook/webhook.repository.ts';

/** What accounts asks of credentials. */
export type CredentialsClient = InternalClient<typeof credentialsApi.endpoints>;
/** What accounts answers to the others. */
export type AccountsEndpoints = typeof accountsApi.endpoints;

export interface ReadRepositories {
  apiKeys: ApiKeyRepository;
  auditLog: AuditLogRepository;
  cloudAccounts: CloudAccountRepository;
  onboardingKits: OnboardingKitRepository;
  tenants: TenantRepository;
  webhooks: WebhookRepository;
  webhookDeliveries: WebhookDeliveryRepository;
}

export interface TransactionRepositories extends ReadRepositories {
  intents: ConnectionIntentRepository;
  externalIds: ExternalIdRepository;
  publish: Transaction['publish'];
  /** Writes an act down for the audit log, with the rest of this transaction or not at all. */
  record(act: Act): Promise<void>;
}

/** What the service is set up with, the same for every tenant. */
export interface Platform {
  readonly database: Database;
  readonly credentials: CredentialsClient;
  /** For what is told to whoever listens at this moment; events go through `publish`. */
  readonly live: Pick<EventBus, 'broadcast'>;
  /** Where work is put that any replica may do. */
  readonly work: Pick<EventBus, 'enqueue'>;
  /** Calls what users make us call: webhooks. */
  readonly egress: EgressGuard;
  /** Says that a delivery may be due. */
  wakeDeliveries(): void;
  readonly externalIdKey: Secret;
  /** Whether accounts are connected in the simulator. */
  readonly simulated: boolean;
  /** The Terraform module of each provider, as one text. */
  readonly terraformModules: Readonly<Record<CloudProvider, string>>;
  /** Signs in the name of this service what is kept and shown. */
  readonly statements: Pick<TokenIssuer, 'sign' | 'readStatement'>;
  /** Where a test may end the process, or take the others away. */
  readonly faultPoint: (name: AccountsFaultPoint) => void | Promise<void>;
  now(): Date;
}

/** What a verb works with: one tenant's data, what the service is set up with, and the time. */
export interface Context extends Omit<Platform, 'database'> {
  readonly tenantId: string;
  read<T>(work: (repositories: ReadRepositories) => Promise<T>): Promise<T>;
  transact<T>(work: (repositories: TransactionRepositories) => Promise<T>): Promise<T>;
  /** Who the platform is to the providers; asked once an operation. */
  platformIdentity(): Promise<PlatformIdentity>;
  /** Batches what one operation asks for one by one; null for what the tenant has not. */
  cloudAccount(id: string): Promise<CloudAccount | null>;
}

/** What works before a tenant is known. */
export interface SystemContext {
  readonly apiKeys: ApiKeyDirectory;
  readonly keyUse: KeyUse;
  now(): Date;
}

const readRepositoriesOf = (tx: ReadTransaction): ReadRepositories => ({
  apiKeys: new ApiKeyRepository(tx, tx.tenantId),
  auditLog: new AuditLogRepository(tx, tx.tenantId),
  cloudAccounts: new CloudAccountRepository(tx, tx.tenantId),
  onboardingKits: new OnboardingKitRepository(tx, tx.tenantId),
  tenants: new TenantRepository(tx, tx.tenantId),
  webhooks: new WebhookRepository(tx, tx.tenantId),
  webhookDeliveries: new WebhookDeliveryRepository(tx, tx.tenantId),
});

export const repositoriesOf = (tx: Transaction): TransactionRepositories => ({
  ...readRepositoriesOf(tx),
  intents: new ConnectionIntentRepository(tx, tx.tenantId),
  externalIds: new ExternalIdRepository(tx, tx.tenantId),
  publish: tx.publish,
  record: (act) => recordAct(tx, 'accounts', act, new Date()),
});

/** The context of one operation or call for one tenant. */
export function createContext({ database, ...platform }: Platform, tenantId: string): Context {
  const read: Context['read'] = (work) => database.read(tenantId, (tx) => work(readRepositoriesOf(tx)));
  let identity: Promise<PlatformIdentity> | undefined;
  return {
    ...platform,
    tenantId,
    read,
    transact: (work) => database.transact(tenantId, (tx) => work(repositoriesOf(tx))),
    platformIdentity: () => (identity ??= platform.credentials.platformIdentity({}, { tenantId })),
    cloudAccount: createCloudAccountLoader(read),
  };
}

export function createSystemContext({ database, now }: Pick<Platform, 'database' | 'now'>, log: Pick<Logger, 'warn'>): SystemContext {
  const apiKeys = new ApiKeyDirectory(database);
  return { apiKeys, keyUse: createKeyUse(apiKeys, log), now };
}
