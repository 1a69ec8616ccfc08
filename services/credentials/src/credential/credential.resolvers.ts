import type { Resolvers } from '@offload/service-kit';
import type { Context } from '../context.ts';
import type { SealedCredential } from './credential.ts';
import { notFound } from './credential.errors.ts';
import { ageInDays, rotationOf } from '../rotation/rotation-state.ts';
import { testConnection } from './test-connection.ts';

const uuid = /^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;

export const credentialResolvers: Resolvers = {
  Mutation: {
    async testConnection(_root: unknown, { cloudAccountId }: { cloudAccountId: string }, ctx: Context) {
      if (!uuid.test(cloudAccountId)) return notFound();
      const tested = await testConnection(ctx, cloudAccountId);
      return tested.ok ? { __typename: 'ConnectionTest', ...tested.value } : tested.error;
    },
  },
  CloudAccount: {
    __resolveReference: ({ id }: { id: string }) => ({ id }),
    credential: ({ id }: { id: string }, _args: unknown, ctx: Context) => ctx.load.ofCloudAccount(id),
    lastConnectionTest: ({ id }: { id: string }, _args: unknown, ctx: Context) => ctx.load.lastTestOf(id),
  },
  Credential: {
    __resolveReference: ({ id }: { id: string }, ctx: Context) => ctx.load.byId(id),
    ageDays: (credential: SealedCredential, _args: unknown, ctx: Context) => ageInDays(credential, ctx.now()),
    rotation: (credential: SealedCredential, _args: unknown, ctx: Context) => rotationOf(credential, ctx.now()),
  },
};
