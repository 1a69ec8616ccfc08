import { ok } from '@offload/service-kit';
import { checkExactlyOneOf, checkLengths, type ConnectCloudAccount } from '../check-connect-input.ts';
import type { Connection } from './connection.ts';
import { claimKit, subjectOfKit, type EnteredKit } from './kit-subject.ts';

/** An Azure subscription to connect, as it was entered; the secret is sealed. */
export interface ConnectAzureAccount extends ConnectCloudAccount {
  /** The Entra directory. */
  tenantId: string;
  clientId: string;
  subscriptionId: string;
  clientSecret?: string | null;
  /** The kit whose subject the application trusts: then there is no secret. */
  onboardingKitId?: string | null;
}

/** Ids are GUIDs, of 36 characters; their exact form is credentials' to judge. */
const longestId = 64;

const kitOf = (id: string): EnteredKit => ({ provider: 'AZURE', id, field: 'onboardingKitId' });

export const azureConnection: Connection<ConnectAzureAccount> = {
  provider: 'AZURE',

  check: ({ tenantId, clientId, subscriptionId, clientSecret, onboardingKitId }) =>
    checkExactlyOneOf({ clientSecret, onboardingKitId }, 'the kit, whose federated credential needs no secret, is better') ??
    checkLengths(longestId, { tenantId, clientId, subscriptionId }),

  claimedAccountId: ({ subscriptionId }) => subscriptionId.toLowerCase(),

  enteredFor: ({ name, providerAccountId }, { azure }) => (azure ? { name, subscriptionId: providerAccountId, ...azure } : null),

  async materialOf(ctx, { tenantId: directoryId, clientId, clientSecret, onboardingKitId }, cloudAccountId) {
    if (clientSecret) return ok({ kind: 'AZURE_CLIENT_SECRET', directoryId, clientId, clientSecret });
    const subject = await subjectOfKit(ctx, kitOf(onboardingKitId!), cloudAccountId);
    return subject.ok ? ok({ kind: 'AZURE_WORKLOAD_IDENTITY', directoryId, clientId, subject: subject.value }) : subject;
  },

  async claim(tx, _ctx, { onboardingKitId }, cloudAccountId) {
    return onboardingKitId ? claimKit(tx, kitOf(onboardingKitId), cloudAccountId) : undefined;
  },

  endOfAccess: {
    // A token of an application lives 60 to 90 minutes: https://learn.microsoft.com/entra/identity-platform/configurable-token-lifetimes
    longestLeaseMs: 90 * 60_000,
    remedy:
      'To end access at once: remove the role assignments of the application on the subscription. Deleting the application, its secret or its federated ' +
      'credential ends only what has not signed in yet. The Terraform that made them can be destroyed.',
    replacedRemedy: 'When that time has come, delete the old client secret or federated credential of the application.',
  },
};
