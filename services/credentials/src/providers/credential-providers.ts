import type { ConnectionMaterial } from '@offload/contracts';
import type { Secret } from '@offload/service-kit';
import { z } from 'zod';
import type { AwsContext } from '../aws/aws-context.ts';
import { createAwsAccessKeysProvider } from './aws-access-keys.provider.ts';
import { createAwsRoleProvider } from './aws-role.provider.ts';
import type { CredentialProvider } from './credential-provider.ts';
import { parseStored } from './parse-stored.ts';

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

const kindOfStored = z.object({ kind: z.enum(['AWS_ROLE', 'AWS_ACCESS_KEYS']) });

/** The provider of what was sealed. Throws, without the text, when it is not ours. */
export function providerOfStored(providers: CredentialProviders, stored: Secret): CredentialProvider {
  return providers[parseStored(kindOfStored, stored).kind];
}
