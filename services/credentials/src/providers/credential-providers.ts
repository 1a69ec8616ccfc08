import type { ConnectionMaterial } from '@offload/contracts';
import type { AwsContext } from '../aws/aws-context.ts';
import { createAwsAccessKeysProvider } from './aws-access-keys.provider.ts';
import { createAwsRoleProvider } from './aws-role.provider.ts';
import type { CredentialKind, CredentialProvider } from './credential-provider.ts';

export type MaterialKind = ConnectionMaterial['kind'];

/** Every kind of credential. Adding one is adding a line here: nothing else asks which provider it is. */
export type CredentialProviders = Readonly<Record<MaterialKind, CredentialProvider>>;

/** The providers, over one way to AWS. */
export function createCredentialProviders(aws: AwsContext): CredentialProviders {
  return {
    // Each takes its own kind only, which is how they are looked up; a record of functions cannot say that to the compiler.
    AWS_ROLE: createAwsRoleProvider(aws) as unknown as CredentialProvider,
    AWS_ACCESS_KEYS: createAwsAccessKeysProvider(aws) as unknown as CredentialProvider,
  };
}

/** The provider of a stored credential, by its kind. */
export function providerOf(providers: CredentialProviders, kind: CredentialKind): CredentialProvider {
  const found = Object.values(providers).find(({ kinds }) => kinds.includes(kind));
  if (!found) throw new Error(`no provider knows the credential kind ${kind}`);
  return found;
}
