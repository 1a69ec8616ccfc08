import { ok } from '@offload/service-kit';
import { checkLengths, type ConnectCloudAccount } from '../check-connect-input.ts';
import type { Connection } from './connection.ts';

/** A Google Cloud project to connect, as it was entered; the key is sealed. */
export interface ConnectGcpAccount extends ConnectCloudAccount {
  projectId: string;
  /** The key file of a service account, of this project or of another that may read it. */
  serviceAccountKey: string;
}

/** 30 characters, after the domain in projects of old; the exact form is credentials' to judge. */
const longestProjectId = 300;

export const gcpConnection: Connection<ConnectGcpAccount> = {
  provider: 'GCP',

  check: ({ projectId }) => checkLengths(longestProjectId, { projectId }),

  claimedAccountId: ({ projectId }) => projectId,

  enteredFor: ({ name, providerAccountId }, { gcp }) => (gcp ? { name, projectId: providerAccountId, ...gcp } : null),

  materialOf: async (_ctx, { serviceAccountKey }) => ok({ kind: 'GCP_SERVICE_ACCOUNT_KEY', serviceAccountKey }),

  claim: async () => undefined,

  endOfAccess: {
    longestLeaseMs: 60 * 60_000,
    remedy:
      'To end access at once: disable the service account, or remove its roles on the project. Deleting the key alone leaves tokens valid that are ' +
      'out already. The Terraform that made the account can be destroyed.',
    replacedRemedy: 'When that time has come, delete the old key of the service account, and the files that hold either key.',
  },
};
