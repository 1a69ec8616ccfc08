import type { GcpCaller } from '../../gcp/gcp-connector.ts';
import type { GcpServiceAccount } from '../../gcp/service-account-key.ts';

/** A service account that Google lets the platform act as, under test. */
export interface TestedAccount {
  /** Calls as it. */
  caller: GcpCaller;
  account: GcpServiceAccount;
  /** The project that is to be read. */
  projectId: string;
}
