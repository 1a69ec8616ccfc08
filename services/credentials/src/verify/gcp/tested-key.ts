import type { GcpCaller } from '../../gcp/gcp-connector.ts';
import type { GcpServiceAccountKey } from '../../gcp/service-account-key.ts';

/** A key that Google accepted, under test. */
export interface TestedKey {
  /** Calls as its service account. */
  caller: GcpCaller;
  key: GcpServiceAccountKey;
  /** The project that is to be read. */
  projectId: string;
}
