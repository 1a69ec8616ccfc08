import { preflights, type CloudProvider } from '@offload/contracts';
import type { Resolvers } from '@offload/service-kit';
import { z } from 'zod';
import type { Context } from '../context.ts';
import { renderAwsTerraform } from './aws-terraform.ts';
import { createOnboardingKit } from './create-onboarding-kit.ts';
import type { OnboardingKit } from './onboarding-kit.ts';

const principalArnOf = async (ctx: Context): Promise<string | null> =>
  (await ctx.credentials.platformIdentity({}, { tenantId: ctx.tenantId })).awsPrincipalArn;

export const onboardingKitResolvers: Resolvers = {
  Query: {
    onboardingKit: (_root: unknown, { id }: { id: string }, ctx: Context) =>
      z.uuid().safeParse(id).success ? ctx.read(({ onboardingKits }) => onboardingKits.byId(id)) : null,
  },
  Mutation: {
    createOnboardingKit: async (_root: unknown, { provider }: { provider: CloudProvider }, ctx: Context) => {
      const result = await createOnboardingKit(ctx, provider);
      return result.ok ? { __typename: 'OnboardingKit', ...result.value } : result.error;
    },
  },
  OnboardingKit: {
    __resolveReference: ({ id }: { id: string }, ctx: Context) =>
      z.uuid().safeParse(id).success ? ctx.read(({ onboardingKits }) => onboardingKits.byId(id)) : null,
    awsPrincipalArn: (_kit: OnboardingKit, _args: unknown, ctx: Context) => principalArnOf(ctx),
    terraform: async (kit: OnboardingKit, _args: unknown, ctx: Context) => {
      const principalArn = await principalArnOf(ctx);
      if (principalArn === null) throw new Error('the platform has no AWS identity: PLATFORM_AWS_PRINCIPAL_ARN is not set');
      return renderAwsTerraform(ctx.awsTerraformModule, { principalArn, externalId: kit.externalId! });
    },
    permissions: () => preflights.AWS.map(({ action, required }) => ({ action, required })),
    steps: () => [
      'Save `terraform` as offload-security.tf and run `terraform init && terraform apply` with credentials of the account.',
      'Take `role_arn` from the outputs.',
      'Call connectAwsAccount with that ARN and the external ID of this kit.',
    ],
  },
};
