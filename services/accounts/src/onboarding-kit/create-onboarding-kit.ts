import { newId, type CloudProvider } from '@offload/contracts';
import { err, ok, type Result } from '@offload/service-kit';
import type { Context } from '../context.ts';
import { externalIdHash } from '../external-id/external-id.ts';
import { providers } from '../providers.ts';
import type { OnboardingKit, ProviderNotAvailable } from './onboarding-kit.ts';

/** Makes and stores a kit: for AWS with an external ID that no tenant ever had. The subject of a federated one follows from its id and the tenant's. */
export async function createOnboardingKit(ctx: Context, provider: CloudProvider): Promise<Result<OnboardingKit, ProviderNotAvailable>> {
  const { kit: providerKit } = providers[provider];
  const unavailable = providerKit.unavailable(await ctx.platformIdentity());
  if (unavailable !== undefined) return err({ kind: 'ProviderNotAvailable', message: unavailable, provider });

  const externalId = providerKit.newExternalId();
  const kit: OnboardingKit = { id: newId(), provider, externalId, connectedAccountId: null, createdAt: ctx.now() };
  return ctx.transact(async (tx) => {
    if (externalId !== null && !(await tx.externalIds.claim(externalIdHash(ctx.externalIdKey, externalId), kit.createdAt))) {
      throw new Error('192 random bits were issued twice: the random source is broken');
    }
    await tx.onboardingKits.insert(kit);
    await tx.record({ act: 'onboarding-kit.create', target: { type: 'onboarding-kit', id: kit.id }, details: { provider } });
    return ok(kit);
  });
}
