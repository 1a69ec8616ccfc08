import type { PageArguments, Resolvers, Result } from '@offload/service-kit';
import type { Context } from '../context.ts';
import type { CloudAccountSelection } from './cloud-account.ts';
import { connectCloudAccount } from './connect-cloud-account.ts';
import { awsConnection, type ConnectAwsAccount } from './connections/aws-connection.ts';
import { azureConnection, type ConnectAzureAccount } from './connections/azure-connection.ts';
import { gcpConnection, type ConnectGcpAccount } from './connections/gcp-connection.ts';
import type { CredentialInput } from './connections/connection.ts';
import { disconnectCloudAccount } from './disconnect-cloud-account.ts';
import { listCloudAccounts } from './list-cloud-accounts.ts';
import { rotateCredential } from './rotate-credential.ts';

const answer = (result: Result<object, object>): object => (result.ok ? { __typename: 'CloudAccount', ...result.value } : result.error);

export const cloudAccountResolvers: Resolvers = {
  Query: {
    cloudAccounts: (_root: unknown, { filter, ...page }: PageArguments & { filter?: CloudAccountSelection | null }, ctx: Context) =>
      listCloudAccounts(ctx, page, filter ?? {}),
    cloudAccount: (_root: unknown, { id }: { id: string }, ctx: Context) => ctx.cloudAccount(id),
  },
  Mutation: {
    connectAwsAccount: async (_root: unknown, { input }: { input: ConnectAwsAccount }, ctx: Context) =>
      answer(await connectCloudAccount(ctx, awsConnection, input)),
    connectAzureAccount: async (_root: unknown, { input }: { input: ConnectAzureAccount }, ctx: Context) =>
      answer(await connectCloudAccount(ctx, azureConnection, input)),
    connectGcpAccount: async (_root: unknown, { input }: { input: ConnectGcpAccount }, ctx: Context) =>
      answer(await connectCloudAccount(ctx, gcpConnection, input)),
    rotateCredential: async (_root: unknown, { cloudAccountId, input }: { cloudAccountId: string; input: CredentialInput }, ctx: Context) => {
      const result = await rotateCredential(ctx, cloudAccountId, input);
      return result.ok ? result.value : result.error;
    },
    disconnectCloudAccount: async (_root: unknown, { id }: { id: string }, ctx: Context) => {
      const result = await disconnectCloudAccount(ctx, id);
      return result.ok ? result.value : result.error;
    },
  },
  CloudAccount: {
    __resolveReference: ({ id }: { id: string }, ctx: Context) => ctx.cloudAccount(id),
  },
};
