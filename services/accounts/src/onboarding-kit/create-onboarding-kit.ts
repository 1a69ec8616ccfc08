import { newId, type CloudProvider } from '@offload/contracts';
import { err, ok, type Result } from '@offload/service-kit';
import type { Context } from '../context.ts';
import { externalIdHash, newExternalId } from '../external-id/external-id.ts';
import type { OnboardingKit, ProviderNotAvailable } from './onboarding-kit.ts';

/** Makes and stores a kit: for AWS with an external ID that no tenant ever had. */
export function createOnboardingKit(ctx: Context, provider: CloudProvider): Promise<Result<OnboardingKit, ProviderNotAvailable>> {
  if (provider !== 'AWS') {
    return Promise.resolve(err({ kind: 'ProviderNotAvailable', message: `${provider} accounts cannot be connected yet`, provider }));
  }

  const kit: OnboardingKit = { id: newId(), provider, externalId: newExternalId(), connectedAccountId: null, createdAt: ctx.now() };
  return ctx.transact(async (tx) => {
    const claimed = await tx.externalIds.claim(externalIdHash(ctx.externalIdKey, kit.externalId!), kit.createdAt);
    if (!claimed) throw new Error('192 random bits were issued twice: the random source is broken');
    await tx.onboardingKits.insert(kit);
    return ok(kit);
  });
}
