import type { CloudProvider, ConnectionMaterial } from '@offload/contracts';
import type { Result } from '@offload/service-kit';
import type { Context, TransactionRepositories } from '../../context.ts';
import type { ConnectCloudAccount } from '../check-connect-input.ts';
import type { ConnectRefused } from '../cloud-account.errors.ts';
import type { CloudAccount } from '../cloud-account.ts';
import type { ConnectAwsAccount } from './aws-connection.ts';
import type { ConnectAzureAccount } from './azure-connection.ts';
import type { ConnectGcpAccount } from './gcp-connection.ts';

/** How accounts of one provider are connected: what the life of connecting needs to know of it, and nothing else does. */
export interface Connection<I extends ConnectCloudAccount> {
  readonly provider: CloudProvider;
  /** What is wrong with the form of what this provider alone asks for; undefined when nothing is. Never repeats what was entered. */
  check(input: I): ConnectRefused | undefined;
  /** The account that the person says it is; null when only the credential tells. */
  claimedAccountId(input: I): string | null;
  /** What would have been entered to connect an account that stands with this credential; null when the credential is of another provider. */
  enteredFor(account: CloudAccount, credential: CredentialInput): I | null;
  /** What credentials is to try, or why nobody needs to be asked. `cloudAccountId`: of the account that stands, when its credential is to be replaced. */
  materialOf(ctx: Context, input: I, cloudAccountId: string | null): Promise<Result<ConnectionMaterial, ConnectRefused>>;
  /** Claims, in the transaction that connects, what must be this connection's alone. Gives the refusal when another was faster; nothing is kept then. */
  claim(tx: TransactionRepositories, ctx: Context, input: I, cloudAccountId: string): Promise<ConnectRefused | undefined>;
  readonly endOfAccess: EndOfAccess;
}

/** A credential to take the place of another, as it was entered; secrets are sealed. The fields of each provider are those of its connect input. */
export interface CredentialInput {
  aws?: Pick<ConnectAwsAccount, 'role' | 'webIdentity' | 'accessKeys'> | null;
  azure?: Pick<ConnectAzureAccount, 'tenantId' | 'clientId' | 'clientSecret' | 'onboardingKitId'> | null;
  gcp?: Pick<ConnectGcpAccount, 'serviceAccountKey' | 'workloadIdentity'> | null;
}

/** What is left when an account is disconnected. */
export interface EndOfAccess {
  /** How long a lease lives at the most; none can be taken back by us. */
  readonly longestLeaseMs: number;
  /** How a person ends access at once, on the customer's side. */
  readonly remedy: string;
  /** What to do with a credential that was replaced. */
  readonly replacedRemedy: string;
}
