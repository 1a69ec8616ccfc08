import type {
  CloudLease,
  ConnectedStatus,
  ConnectionMaterial,
  ConnectionTest,
  ConnectionTestFailed,
  InvalidCredentialInput,
} from '@offload/contracts';
import type { Result, Secret } from '@offload/service-kit';

export type CredentialKind =
  | 'AWS_ROLE'
  | 'AWS_WEB_IDENTITY'
  | 'AWS_ACCESS_KEYS'
  | 'AWS_TEMPORARY_CREDENTIALS'
  | 'AZURE_CLIENT_SECRET'
  | 'AZURE_WORKLOAD_IDENTITY'
  | 'GCP_SERVICE_ACCOUNT_KEY'
  | 'GCP_WORKLOAD_IDENTITY';

/** Opens what the gateway sealed; an Err when it cannot be opened, with nothing of it inside. */
export type OpenSealedInput = (sealed: string) => Promise<Result<Secret, string>>;

/** Where what a person entered comes from. */
export interface EnteredFor {
  tenantId: string;
  /** The account that the person says it is; null when it is only known from the credential. */
  expectedProviderAccountId: string | null;
}

/** What is asked of a connection test beside the credential. */
export interface VerifyOptions {
  /** The account that the credential must lead to; null when it is only known from the credential. */
  expectedProviderAccountId: string | null;
  /** Whether missing required permissions are accepted: the account is then `DEGRADED`. */
  acceptPartialAccess: boolean;
  /** Regions that must be reachable; null for the curated set, of which a customer may have some switched off. */
  regions: readonly string[] | null;
  /** Whether the provider may still be propagating what was just created there: refusals are then tried again for some seconds. */
  isFresh: boolean;
}

export type Verification = Verified | { ok: false; failure: ConnectionTestFailed };

export interface Verified {
  ok: true;
  providerAccountId: string;
  status: ConnectedStatus;
  test: ConnectionTest;
  /** When the provider made the secret, where it tells. */
  issuedAt?: Date | null;
}

export interface LeaseRequest {
  cloudAccountId: string;
  /** The version of the sealed credential: a new one must not answer from what the old one left in memory. */
  credentialVersion: number;
  scanId: string;
  region: string;
  signingNames: readonly string[];
  actions: readonly string[];
}

export type Lease = { lease: CloudLease; expiresAt: Date };

/** Why no lease could be made, as the provider tells it. */
export interface LeaseRefused {
  reason: 'ACCESS_LOST' | 'UNREACHABLE' | 'THROTTLED';
  message: string;
}

/** What a kind of credential is able to do: read from what a person entered, be sealed, tested, lent. One a kind; see credential-providers.ts. */
export interface CredentialProvider<
  M extends ConnectionMaterial = ConnectionMaterial,
  C extends { kind: M['kind'] } = { kind: M['kind'] },
> {
  /** Opens what is sealed and checks the form, of the account's id too where one was entered, before any call. */
  read(material: M, open: OpenSealedInput, enteredFor: EnteredFor): Promise<Result<C, InvalidCredentialInput>>;
  /** What goes into the secret store, and comes back from it. */
  serialize(credential: C): Secret;
  deserialize(stored: Secret): C;
  /** The kinds, as the graph names them, that this provider's credentials are of. */
  readonly kinds: readonly CredentialKind[];
  kindOf(credential: C): CredentialKind;
  verify(credential: C, options: VerifyOptions): Promise<Verification>;
  /** Temporary access for one job. Unseals the credential only when it must. */
  lease(unseal: () => Promise<C>, request: LeaseRequest): Promise<Result<Lease, LeaseRefused>>;
  /** Lets go of the leases of an account that are kept in memory. */
  forget(cloudAccountId: string): void;
}
