import type { Resolvers } from '@offload/service-kit';
import type { ViewerContext } from '../tenant/viewer.resolvers.ts';
import type { CreateApiKey } from './check-api-key-input.ts';
import { createApiKey } from './create-api-key.ts';
import { listApiKeys } from './list-api-keys.ts';
import { revokeApiKey } from './revoke-api-key.ts';

export const apiKeyResolvers: Resolvers = {
  Query: {
    apiKeys: (_root: unknown, _args: unknown, ctx: ViewerContext) => listApiKeys(ctx),
  },
  Mutation: {
    createApiKey: async (_root: unknown, { input }: { input: CreateApiKey }, ctx: ViewerContext) => {
      const result = await createApiKey(ctx, ctx.principal, input);
      return result.ok ? result.value : result.error;
    },
    revokeApiKey: async (_root: unknown, { id }: { id: string }, ctx: ViewerContext) => {
      const result = await revokeApiKey(ctx, id);
      return result.ok ? { __typename: 'ApiKey', ...result.value } : result.error;
    },
  },
};
