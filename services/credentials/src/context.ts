import type { accountsApi } from '@offload/contracts';
import { recordAct, type Act } from '@offload/service-kit';
import type { Database, InternalClient, Logger, ReadTransaction, Secret, Transaction } from '@offload/service-kit';
import { createCredentialLoaders, type CredentialLoaders } from './credential/credential-loaders.ts';
import { CredentialRepository } from './credential/credential.repository.ts';
import type { CredentialsFaultPoint } from './fault-points.ts';
import type { InputKeys } from './input-key/open-input-keys.ts';
import type { CredentialProviders } from './providers/credential-providers.ts';
import { SuccessorRepository } from './rotation/successor.repository.ts';
import type { SecretStore } from './secret-store/secret-store.ts';
import { WebhookSecretRepository } from './webhook-secret/webhook-secret.repository.ts';

/** What credentials asks of accounts. */
export type AccountsClient = Pick<InternalClient<typeof accountsApi.endpoints>, 'abandonIntent' | 'abandonWebhook'>;

/** Where a test may end the process, to show that what is left behind is old or new, never mixed. */
export type FaultPoint = (name: CredentialsFaultPoint) => void | Promise<void>;

/** What the service is set up with, the same for every tenant. */
export interface Platform {
  readonly database: Database;
  readonly secrets: SecretStore;
  readonly inputKeys: InputKeys;
  readonly fingerprintKey: Secret;
  readonly providers: CredentialProviders;
  readonly accounts: AccountsClient;
  /** Whether this platform serves the simulator. */
  readonly simulated: boolean;
  /** After how long a connection is tested again without anybody asking. */
  readonly reverifyAfterMs: number;
  readonly log: Logger;
  readonly faultPoint: FaultPoint;
  now(): Date;
}

export interface ReadRepositories {
  credentials: CredentialRepository;
  successors: SuccessorRepository;
  webhookSecrets: WebhookSecretRepository;
}

export interface TransactionRepositories extends ReadRepositories {
  publish: Transaction['publish'];
  /** Writes an act down for the audit log, with the rest of this transaction or not at all. */
  record(act: Act): Promise<void>;
}

/** What a verb works with: one tenant's data, what the service is set up with, and the time. */
export interface Context extends Omit<Platform, 'database'> {
  readonly tenantId: string;
  read<T>(work: (repositories: ReadRepositories) => Promise<T>): Promise<T>;
  transact<T>(work: (repositories: TransactionRepositories) => Promise<T>): Promise<T>;
  /** Batches what one operation asks for one by one. */
  readonly load: CredentialLoaders;
}

const readRepositoriesOf = (tx: ReadTransaction): ReadRepositories => ({
  credentials: new CredentialRepository(tx, tx.tenantId),
  successors: new SuccessorRepository(tx, tx.tenantId),
  webhookSecrets: new WebhookSecretRepository(tx, tx.tenantId),
});

export const repositoriesOf = (tx: Transaction): TransactionRepositories => ({
  ...readRepositoriesOf(tx),
  publish: tx.publish,
  record: (act) => recordAct(tx, 'credentials', act, new Date()),
});

/** The context of one operation or call for one tenant. */
export function createContext({ database, ...platform }: Platform, tenantId: string): Context {
  const read: Context['read'] = (work) => database.read(tenantId, (tx) => work(readRepositoriesOf(tx)));
  return {
    ...platform,
    tenantId,
    read,
    transact: (work) => database.transact(tenantId, (tx) => work(repositoriesOf(tx))),
    load: createCredentialLoaders(read),
  };
}
