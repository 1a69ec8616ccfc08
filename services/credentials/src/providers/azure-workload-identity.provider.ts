import type { ConnectionMaterial } from '@offload/contracts';
import { err, ok, Secret } from '@offload/service-kit';
import { z } from 'zod';
import type { AzureContext } from '../azure/azure-context.ts';
import type { AzurePrincipal } from '../azure/sign-in.ts';
import { leaseAzureToken, leaseRefusal } from '../lease/azure/lease-azure-token.ts';
import { createLeaseCache } from '../lease/lease-cache.ts';
import { isSubjectOf, unknownKit } from '../oidc-issuer/kit-subject.ts';
import type { OidcIssuer } from '../oidc-issuer/open-oidc-issuer.ts';
import { azureFailures } from '../verify/azure/azure-failures.ts';
import { inspectAzureIds } from '../verify/azure/azure-input.ts';
import { verifyAzure } from '../verify/azure/verify-azure.ts';
import { ConnectionRefused } from '../verify/connection-refused.ts';
import type { CredentialProvider } from './credential-provider.ts';
import { parseStored } from './parse-stored.ts';

type FederatedMaterial = Extract<ConnectionMaterial, { kind: 'AZURE_WORKLOAD_IDENTITY' }>;

const stored = z.object({
  kind: z.literal('AZURE_WORKLOAD_IDENTITY'),
  directoryId: z.string(),
  clientId: z.string(),
  subject: z.string(),
});
type AzureWorkloadIdentity = z.output<typeof stored>;

/** What Entra wants every federated assertion to be made for. */
const audience = 'api://AzureADTokenExchange';

/** An application that trusts the platform's own issuer for one subject, so that there is no secret. */
export function createAzureWorkloadIdentityProvider(context: AzureContext): CredentialProvider<FederatedMaterial, AzureWorkloadIdentity> {
  const cache = createLeaseCache(context.now);
  const { issuer } = context;

  const mustHaveIssuer = (): OidcIssuer => {
    if (issuer === null) throw new ConnectionRefused(azureFailures.noIssuer());
    return issuer;
  };
  const principalOf = ({ directoryId, clientId, subject }: AzureWorkloadIdentity): AzurePrincipal => ({
    directoryId,
    clientId,
    proof: { assertion: () => mustHaveIssuer().assert({ subject, audience }) },
  });

  return {
    async read({ kind, directoryId, clientId, subject }, _open, { tenantId, expectedProviderAccountId: subscriptionId }) {
      const invalid = inspectAzureIds({ directoryId, clientId, subscriptionId });
      if (invalid) return err(invalid);
      if (!isSubjectOf(subject, tenantId)) return err(unknownKit('onboardingKitId'));
      return ok({ kind, directoryId: directoryId.toLowerCase(), clientId: clientId.toLowerCase(), subject });
    },
    serialize: ({ kind, directoryId, clientId, subject }) => new Secret(JSON.stringify({ kind, directoryId, clientId, subject })),
    deserialize: (text) => parseStored(stored, text),
    kinds: ['AZURE_WORKLOAD_IDENTITY'],
    kindOf: () => 'AZURE_WORKLOAD_IDENTITY',
    verify: (credential, options) =>
      verifyAzure(context, { principal: principalOf(credential), notices: [], checkPlatform: () => void mustHaveIssuer() }, options),
    forget: cache.forget,
    async lease(unseal, request) {
      if (issuer === null) return err(leaseRefusal(azureFailures.noIssuer()));
      return leaseAzureToken(context, cache, async () => principalOf(await unseal()), request);
    },
  };
}
