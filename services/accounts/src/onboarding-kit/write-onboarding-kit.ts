import type { Context } from '../context.ts';
import { providers } from '../providers.ts';
import type { OnboardingKit } from './onboarding-kit.ts';
import type { KitContent } from './provider-kit.ts';
import { renderTerraform } from './terraform-module.ts';

/** What a kit says, for the platform as it is now. */
export async function writeOnboardingKit(ctx: Context, kit: OnboardingKit): Promise<KitContent> {
  const platform = await ctx.platformIdentity();
  return providers[kit.provider].kit.write({ kit, tenantId: ctx.tenantId, platform, now: ctx.now() });
}

/** The provider's module with the values of the kit: one file to apply as it is. Throws when the module declares no such variables. */
export async function writeKitTerraform(ctx: Context, kit: OnboardingKit): Promise<string> {
  const { variables } = await writeOnboardingKit(ctx, kit);
  return renderTerraform(ctx.terraformModules[kit.provider], variables);
}
