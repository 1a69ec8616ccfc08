import type { ConnectionMaterial } from '@offload/contracts';
import { err, ok, Secret } from '@offload/service-kit';
import { z } from 'zod';
import type { AzureContext } from '../azure/azure-context.ts';
import type { AzurePrincipal } from '../azure/sign-in.ts';
import { leaseAzureToken } from '../lease/azure/lease-azure-token.ts';
import { createLeaseCache } from '../lease/lease-cache.ts';
import { inspectAzureIds, inspectClientSecret, unreadableClientSecret } from '../verify/azure/azure-input.ts';
import { verifyAzure } from '../verify/azure/verify-azure.ts';
import type { CredentialProvider } from './credential-provider.ts';
import { parseStored } from './parse-stored.ts';

type SecretMaterial = Extract<ConnectionMaterial, { kind: 'AZURE_CLIENT_SECRET' }>;

interface AzureClientSecret {
  kind: 'AZURE_CLIENT_SECRET';
  directoryId: string;
  clientId: string;
  clientSecret: Secret;
}

const stored = z.object({
  kind: z.literal('AZURE_CLIENT_SECRET'),
  directoryId: z.string(),
  clientId: z.string(),
  clientSecret: z.string().transform((value) => new Secret(value)),
});

const notices = [
  'A federated credential (workload identity) is better than a client secret: it holds no secret.',
  'When the client secret was created and when it ends is not shown to the platform: its age is counted from today. It must be rotated within 90 days.',
];

const principalOf = ({ directoryId, clientId, clientSecret }: AzureClientSecret): AzurePrincipal => ({
  directoryId,
  clientId,
  proof: { clientSecret },
});

/** A service principal that proves itself with a secret. */
export function createAzureClientSecretProvider(context: AzureContext): CredentialProvider<SecretMaterial, AzureClientSecret> {
  const cache = createLeaseCache(context.now);

  return {
    async read({ kind, directoryId, clientId, clientSecret: sealed }, open, { expectedProviderAccountId: subscriptionId }) {
      const invalidIds = inspectAzureIds({ directoryId, clientId, subscriptionId });
      if (invalidIds) return err(invalidIds);
      const clientSecret = await open(sealed);
      if (!clientSecret.ok) return err(unreadableClientSecret(clientSecret.error));
      const invalidSecret = inspectClientSecret(clientSecret.value.reveal());
      if (invalidSecret) return err(invalidSecret);
      return ok({ kind, directoryId: directoryId.toLowerCase(), clientId: clientId.toLowerCase(), clientSecret: clientSecret.value });
    },
    serialize: ({ kind, directoryId, clientId, clientSecret }) =>
      new Secret(JSON.stringify({ kind, directoryId, clientId, clientSecret: clientSecret.reveal() })),
    deserialize: (text) => parseStored(stored, text),
    kinds: ['AZURE_CLIENT_SECRET'],
    kindOf: () => 'AZURE_CLIENT_SECRET',
    verify: (credential, options) => verifyAzure(context, { principal: principalOf(credential), notices }, options),
    lease: (unseal, request) => leaseAzureToken(context, cache, async () => principalOf(await unseal()), request),
    forget: cache.forget,
  };
}
