import type { ConnectionMaterial } from '@offload/contracts';
import { err, ok, type Result } from '@offload/service-kit';
import { z } from 'zod';
import type { Context } from '../../context.ts';
import { federatedSubjectOf } from '../../onboarding-kit/federated-subject.ts';
import { checkExactlyOneOf, checkLengths, type ConnectCloudAccount } from '../check-connect-input.ts';
import { invalidInput, type ConnectRefused } from '../cloud-account.errors.ts';
import type { Connection } from './connection.ts';

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

export const azureConnection: Connection<ConnectAzureAccount> = {
  provider: 'AZURE',

  check: ({ tenantId, clientId, subscriptionId, clientSecret, onboardingKitId }) =>
    checkExactlyOneOf({ clientSecret, onboardingKitId }, 'the kit, whose federated credential needs no secret, is better') ??
    checkLengths(longestId, { tenantId, clientId, subscriptionId }),

  claimedAccountId: ({ subscriptionId }) => subscriptionId.toLowerCase(),

  enteredFor: ({ name, providerAccountId }, { azure }) => (azure ? { name, subscriptionId: providerAccountId, ...azure } : null),

  async materialOf(ctx, { tenantId: directoryId, clientId, clientSecret, onboardingKitId }, cloudAccountId) {
    if (clientSecret) return ok({ kind: 'AZURE_CLIENT_SECRET', directoryId, clientId, clientSecret });
    return federatedMaterial(ctx, { directoryId, clientId, kitId: onboardingKitId! }, cloudAccountId);
  },

  async claim(tx, _ctx, { onboardingKitId }, cloudAccountId) {
    if (!onboardingKitId || (await tx.onboardingKits.claim(onboardingKitId, cloudAccountId))) return undefined;
    return kitInUse();
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

/** A kit of another tenant does not exist: its subject is never vouched for, whatever ids are entered with it. */
async function federatedMaterial(
  ctx: Context,
  { kitId, ...ids }: { directoryId: string; clientId: string; kitId: string },
  cloudAccountId: string | null,
): Promise<Result<ConnectionMaterial, ConnectRefused>> {
  if (!z.uuid().safeParse(kitId).success) return err(unknownKit());
  const { kit, isClaimed } = await ctx.read(async ({ onboardingKits }) => ({
    kit: await onboardingKits.of('AZURE', kitId),
    isClaimed: await onboardingKits.isClaimed(kitId, { by: cloudAccountId }),
  }));
  if (!kit) return err(unknownKit());
  if (isClaimed) return err(kitInUse());
  return ok({ kind: 'AZURE_WORKLOAD_IDENTITY', ...ids, subject: federatedSubjectOf(ctx.tenantId, kit.id) });
}

const unknownKit = (): ConnectRefused =>
  invalidInput(
    'onboardingKitId',
    'UNKNOWN_ONBOARDING_KIT',
    'There is no such onboarding kit for Azure',
    'Create an onboarding kit, apply it, and enter its id',
  );

const kitInUse = (): ConnectRefused =>
  invalidInput(
    'onboardingKitId',
    'ONBOARDING_KIT_IN_USE',
    'This onboarding kit belongs to a connection that stands: each connection has a subject of its own',
    'Create another kit for this connection, or disconnect the other one first',
  );
