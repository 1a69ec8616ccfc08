import { preflights, type CloudProvider } from '@offload/contracts';
import type { Resolvers } from '@offload/service-kit';
import { z } from 'zod';
import type { Context } from '../context.ts';
import { createOnboardingKit } from './create-onboarding-kit.ts';
import type { OnboardingKit } from './onboarding-kit.ts';
import type { KitContent } from './provider-kit.ts';
import { writeKitTerraform, writeOnboardingKit } from './write-onboarding-kit.ts';

const kitById = (id: string, ctx: Context): Promise<OnboardingKit | null> | null =>
  z.uuid().safeParse(id).success ? ctx.read(({ onboardingKits }) => onboardingKits.byId(id)) : null;

const written =
  <T>(pick: (content: KitContent) => T) =>
  async (kit: OnboardingKit, _args: unknown, ctx: Context): Promise<T> =>
    pick(await writeOnboardingKit(ctx, kit));

export const onboardingKitResolvers: Resolvers = {
  Query: {
    onboardingKit: (_root: unknown, { id }: { id: string }, ctx: Context) => kitById(id, ctx),
  },
  Mutation: {
    createOnboardingKit: async (_root: unknown, { provider }: { provider: CloudProvider }, ctx: Context) => {
      const result = await createOnboardingKit(ctx, provider);
      return result.ok ? { __typename: 'OnboardingKit', ...result.value } : result.error;
    },
  },
  OnboardingKit: {
    __resolveReference: ({ id }: { id: string }, ctx: Context) => kitById(id, ctx),
    awsPrincipalArn: written(({ trust }) => trust.awsPrincipalArn),
    oidcIssuer: written(({ trust }) => trust.oidcIssuer),
    subject: written(({ trust }) => trust.subject),
    audience: written(({ trust }) => trust.audience),
    terraform: (kit: OnboardingKit, _args: unknown, ctx: Context) => writeKitTerraform(ctx, kit),
    commands: written(({ commands }) => commands),
    permissions: ({ provider }: OnboardingKit) => preflights[provider].map(({ action, required }) => ({ action, required })),
    steps: written(({ steps }) => steps),
  },
};
