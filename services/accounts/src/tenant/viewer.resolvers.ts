import type { InternalPrincipal, Resolvers } from '@offload/service-kit';
import type { Context } from '../context.ts';

/** What the viewer's resolvers need beside the verbs' context. */
export type ViewerContext = Context & { readonly principal: InternalPrincipal };

export const viewerResolvers: Resolvers = {
  Query: {
    viewer: (_root: unknown, _args: unknown, { principal }: ViewerContext) => ({
      tenant: { id: principal.tenantId },
      subject: principal.subject,
      roles: principal.roles,
      scopes: principal.scopes,
    }),
  },
  Tenant: {
    // A tenant that only the identity provider knows yet has no name here.
    name: async ({ id }: { id: string }, _args: unknown, ctx: ViewerContext) => (await ctx.read(({ tenants }) => tenants.get()))?.name ?? id,
    awsPrincipalArn: async (_tenant: unknown, _args: unknown, ctx: ViewerContext) =>
      (await ctx.platformIdentity()).awsPrincipalArn,
    oidcIssuer: async (_tenant: unknown, _args: unknown, ctx: ViewerContext) =>
      (await ctx.platformIdentity()).oidcIssuer,
  },
};
