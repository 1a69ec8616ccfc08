import { ok } from '@offload/service-kit';
import { checkExactlyOneOf, checkLengths, type ConnectCloudAccount } from '../check-connect-input.ts';
import type { Connection } from './connection.ts';
import { claimKit, subjectOfKit, type EnteredKit } from './kit-subject.ts';

/** A Google Cloud project to connect, as it was entered; a key is sealed. */
export interface ConnectGcpAccount extends ConnectCloudAccount {
  projectId: string;
  /** The key file of a service account, of this project or of another that may read it. */
  serviceAccountKey?: string | null;
  /** A service account, of whichever project, and the provider that lets the platform's issuer act as it: then there is no secret. */
  workloadIdentity?: { serviceAccount: string; provider: string; onboardingKitId: string } | null;
}

/** Of projects, accounts and providers alike: the longest have some 200 characters. The exact form is credentials' to judge. */
const longestName = 300;

const kitOf = (id: string): EnteredKit => ({ provider: 'GCP', id, field: 'workloadIdentity.onboardingKitId' });

export const gcpConnection: Connection<ConnectGcpAccount> = {
  provider: 'GCP',

  check: ({ projectId, serviceAccountKey, workloadIdentity }) =>
    checkExactlyOneOf({ serviceAccountKey, workloadIdentity }, 'workload identity, which needs no secret, is better') ??
    checkLengths(longestName, {
      projectId,
      'workloadIdentity.serviceAccount': workloadIdentity?.serviceAccount,
      'workloadIdentity.provider': workloadIdentity?.provider,
    }),

  claimedAccountId: ({ projectId }) => projectId,

  enteredFor: ({ name, providerAccountId }, { gcp }) => (gcp ? { name, projectId: providerAccountId, ...gcp } : null),

  async materialOf(ctx, { serviceAccountKey, workloadIdentity }, cloudAccountId) {
    if (serviceAccountKey) return ok({ kind: 'GCP_SERVICE_ACCOUNT_KEY', serviceAccountKey });
    const { serviceAccount, provider, onboardingKitId } = workloadIdentity!;
    const subject = await subjectOfKit(ctx, kitOf(onboardingKitId), cloudAccountId);
    return subject.ok ? ok({ kind: 'GCP_WORKLOAD_IDENTITY', serviceAccount, provider, subject: subject.value }) : subject;
  },

  claim: async (tx, _ctx, { workloadIdentity }, cloudAccountId) =>
    workloadIdentity ? claimKit(tx, kitOf(workloadIdentity.onboardingKitId), cloudAccountId) : undefined,

  endOfAccess: {
    longestLeaseMs: 60 * 60_000,
    remedy:
      'To end access at once: disable the service account, or remove its roles on the project. Deleting the key alone leaves tokens valid that are ' +
      'out already. The Terraform that made the account can be destroyed.',
    replacedRemedy: 'When that time has come, delete the old key of the service account, and the files that hold either key.',
  },
};
