import { ok } from '@offload/service-kit';
import type { ConnectCloudAccount } from '../check-connect-input.ts';
import type { Connection } from './connection.ts';

/** A Google Cloud project to connect, as it was entered; the key is sealed. */
export interface ConnectGcpAccount extends ConnectCloudAccount {
  projectId: string;
  /** The key file of a service account, of this project or of another that may read it. */
  serviceAccountKey: string;
}

export const gcpConnection: Connection<ConnectGcpAccount> = {
  provider: 'GCP',

  check: () => undefined,

  claimedAccountId: ({ projectId }) => projectId,

  materialOf: async (_ctx, { serviceAccountKey }) => ok({ kind: 'GCP_SERVICE_ACCOUNT_KEY', serviceAccountKey }),

  claim: async () => undefined,
};
