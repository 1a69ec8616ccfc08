import type { ConnectionMaterial } from '@offload/contracts';
import { err, ok, Secret } from '@offload/service-kit';
import { z } from 'zod';
import type { AwsContext } from '../aws/aws-context.ts';
import { leaseAwsAccessKeys } from '../lease/aws/lease-aws-access-keys.ts';
import { inspectAccessKeys, unreadableSecret } from '../verify/aws/aws-input.ts';
import { verifyAwsAccessKeys, type AwsAccessKeys } from '../verify/aws/verify-aws-access-keys.ts';
import type { CredentialProvider } from './credential-provider.ts';
import { parseStored } from './parse-stored.ts';

type KeysMaterial = Extract<ConnectionMaterial, { kind: 'AWS_ACCESS_KEYS' }>;

const stored = z.object({
  kind: z.literal('AWS_ACCESS_KEYS'),
  accessKeyId: z.string(),
  secretAccessKey: z.string().transform((value) => new Secret(value)),
  sessionToken: z
    .string()
    .transform((value) => new Secret(value))
    .nullable(),
});

/** An IAM user's access key, or temporary credentials. */
export function createAwsAccessKeysProvider(context: AwsContext): CredentialProvider<KeysMaterial, AwsAccessKeys> {
  return {
    async read({ kind, accessKeyId, ...sealed }, open) {
      const secretAccessKey = await open(sealed.secretAccessKey);
      if (!secretAccessKey.ok) return err(unreadableSecret('accessKeys.secretAccessKey', secretAccessKey.error));
      const sessionToken = sealed.sessionToken === null ? ok(null) : await open(sealed.sessionToken);
      if (!sessionToken.ok) return err(unreadableSecret('accessKeys.sessionToken', sessionToken.error));

      const invalid = inspectAccessKeys({
        accessKeyId,
        secretAccessKey: secretAccessKey.value.reveal(),
        sessionToken: sessionToken.value?.reveal() ?? null,
      });
      return invalid ? err(invalid) : ok({ kind, accessKeyId, secretAccessKey: secretAccessKey.value, sessionToken: sessionToken.value });
    },
    serialize: ({ kind, accessKeyId, secretAccessKey, sessionToken }) =>
      new Secret(
        JSON.stringify({ kind, accessKeyId, secretAccessKey: secretAccessKey.reveal(), sessionToken: sessionToken?.reveal() ?? null }),
      ),
    deserialize: (text) => parseStored(stored, text),
    kinds: ['AWS_ACCESS_KEYS', 'AWS_TEMPORARY_CREDENTIALS'],
    kindOf: ({ sessionToken }) => (sessionToken ? 'AWS_TEMPORARY_CREDENTIALS' : 'AWS_ACCESS_KEYS'),
    verify: (keys, options) => verifyAwsAccessKeys(context, keys, options),
    lease: (unseal, request) => leaseAwsAccessKeys(context, unseal, request),
    forget: () => undefined, // signing keys are derived anew for each job
  };
}
