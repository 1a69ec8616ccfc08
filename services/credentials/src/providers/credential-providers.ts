import type { ConnectionMaterial } from '@offload/contracts';
import type { AwsContext } from '../aws/aws-context.ts';
import type { AzureContext } from '../azure/azure-context.ts';
import type { GcpContext } from '../gcp/gcp-context.ts';
import { createAwsAccessKeysProvider } from './aws-access-keys.provider.ts';
import { createAwsRoleProvider } from './aws-role.provider.ts';
import { createAwsWebIdentityProvider } from './aws-web-identity.provider.ts';
import { createAzureClientSecretProvider } from './azure-client-secret.provider.ts';
import { createAzureWorkloadIdentityProvider } from './azure-workload-identity.provider.ts';
import type { CredentialKind, CredentialProvider } from './credential-provider.ts';
import { createGcpServiceAccountKeyProvider } from './gcp-service-account-key.provider.ts';
import { createGcpWorkloadIdentityProvider } from './gcp-workload-identity.provider.ts';

export type MaterialKind = ConnectionMaterial['kind'];

/** Every kind of credential. Adding one is adding a line here: nothing else asks which provider it is. */
export type CredentialProviders = Readonly<Record<MaterialKind, CredentialProvider>>;

/** The ways to the clouds. */
export interface CloudContexts {
  aws: AwsContext;
  azure: AzureContext;
  gcp: GcpContext;
}

/** The providers, over one way to each cloud. */
export function createCredentialProviders({ aws, azure, gcp }: CloudContexts): CredentialProviders {
  return {
    // Each takes its own kind only, which is how they are looked up; a record of functions cannot say that to the compiler.
    AWS_ROLE: createAwsRoleProvider(aws) as unknown as CredentialProvider,
    AWS_WEB_IDENTITY: createAwsWebIdentityProvider(aws) as unknown as CredentialProvider,
    AWS_ACCESS_KEYS: createAwsAccessKeysProvider(aws) as unknown as CredentialProvider,
    AZURE_CLIENT_SECRET: createAzureClientSecretProvider(azure) as unknown as CredentialProvider,
    AZURE_WORKLOAD_IDENTITY: createAzureWorkloadIdentityProvider(azure) as unknown as CredentialProvider,
    GCP_SERVICE_ACCOUNT_KEY: createGcpServiceAccountKeyProvider(gcp) as unknown as CredentialProvider,
    GCP_WORKLOAD_IDENTITY: createGcpWorkloadIdentityProvider(gcp) as unknown as CredentialProvider,
  };
}

/** The provider of a stored credential, by its kind. */
export function providerOf(providers: CredentialProviders, kind: CredentialKind): CredentialProvider {
  const found = Object.values(providers).find(({ kinds }) => kinds.includes(kind));
  if (!found) throw new Error(`no provider knows the credential kind ${kind}`);
  return found;
}
