import type { CloudProvider, ConnectionMaterial } from '@offload/contracts';
import type { Result } from '@offload/service-kit';
import type { Context, TransactionRepositories } from '../../context.ts';
import type { ConnectCloudAccount } from '../check-connect-input.ts';
import type { ConnectRefused } from '../cloud-account.errors.ts';

/** How accounts of one provider are connected: what the life of connecting needs to know of it, and nothing else does. */
export interface Connection<I extends ConnectCloudAccount> {
  readonly provider: CloudProvider;
  /** What is wrong with the form of what this provider alone asks for; undefined when nothing is. Never repeats what was entered. */
  check(input: I): ConnectRefused | undefined;
  /** The account that the person says it is; null when only the credential tells. */
  claimedAccountId(input: I): string | null;
  /** What credentials is to try, or why nobody needs to be asked. */
  materialOf(ctx: Context, input: I): Promise<Result<ConnectionMaterial, ConnectRefused>>;
  /** Claims, in the transaction that connects, what must be this connection's alone. Gives the refusal when another was faster; nothing is kept then. */
  claim(tx: TransactionRepositories, ctx: Context, input: I, cloudAccountId: string): Promise<ConnectRefused | undefined>;
  readonly endOfAccess: EndOfAccess;
}

/** What is left when an account is disconnected. */
export interface EndOfAccess {
  /** How long a lease lives at the most; none can be taken back by us. */
  readonly longestLeaseMs: number;
  /** How a person ends access at once, on the customer's side. */
  readonly remedy: string;
}
