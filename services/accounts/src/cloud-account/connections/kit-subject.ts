import type { CloudProvider } from '@offload/contracts';
import { err, ok, type Result } from '@offload/service-kit';
import { z } from 'zod';
import type { Context, TransactionRepositories } from '../../context.ts';
import { federatedSubjectOf } from '../../onboarding-kit/federated-subject.ts';
import { invalidInput, type ConnectRefused } from '../cloud-account.errors.ts';

/** A kit that a person entered the id of. */
export interface EnteredKit {
  provider: CloudProvider;
  id: string;
  /** Where it was entered, as a path from the input. */
  field: string;
}

const providerNames: Record<CloudProvider, string> = { AWS: 'AWS', AZURE: 'Azure', GCP: 'Google Cloud' };

/**
 * The subject that the platform vouches for on behalf of a kit, for a connection that has no secret. A kit of another tenant does not exist: its subject is never
 * vouched for, whatever ids are entered with it. `cloudAccountId`: of the account that stands, when its credential is to be replaced.
 */
export async function subjectOfKit(ctx: Context, kit: EnteredKit, cloudAccountId: string | null): Promise<Result<string, ConnectRefused>> {
  if (!z.uuid().safeParse(kit.id).success) return err(unknownKit(kit));
  const { found, isClaimed } = await ctx.read(async ({ onboardingKits }) => ({
    found: await onboardingKits.of(kit.provider, kit.id),
    isClaimed: await onboardingKits.isClaimed(kit.id, { by: cloudAccountId }),
  }));
  if (!found) return err(unknownKit(kit));
  return isClaimed ? err(kitInUse(kit)) : ok(federatedSubjectOf(ctx.tenantId, found.id));
}

/** Gives the kit to a connection, in the transaction that connects; the refusal when another connection that stands has it. */
export async function claimKit(tx: TransactionRepositories, kit: EnteredKit, cloudAccountId: string): Promise<ConnectRefused | undefined> {
  return (await tx.onboardingKits.claim(kit.id, cloudAccountId)) ? undefined : kitInUse(kit);
}

const unknownKit = ({ provider, field }: EnteredKit): ConnectRefused =>
  invalidInput(
    field,
    'UNKNOWN_ONBOARDING_KIT',
    `There is no such onboarding kit for ${providerNames[provider]}`,
    'Create an onboarding kit, apply it, and enter its id',
  );

const kitInUse = ({ field }: EnteredKit): ConnectRefused =>
  invalidInput(
    field,
    'ONBOARDING_KIT_IN_USE',
    'This onboarding kit belongs to a connection that stands: each connection has a subject of its own',
    'Create another kit for this connection, or disconnect the other one first',
  );
