import type { ConnectionMaterial } from '@offload/contracts';
import { err, ok, Secret } from '@offload/service-kit';
import { z } from 'zod';
import type { GcpContext } from '../gcp/gcp-context.ts';
import type { GcpWorkloadIdentity } from '../gcp/workload-identity.ts';
import { leaseGcpToken } from '../lease/gcp/lease-gcp-token.ts';
import { createLeaseCache } from '../lease/lease-cache.ts';
import { isSubjectOf, unknownKit } from '../oidc-issuer/kit-subject.ts';
import { inspectProjectId, readFederatedNames } from '../verify/gcp/gcp-input.ts';
import { federate, verifyGcpWorkloadIdentity } from '../verify/gcp/verify-gcp-workload-identity.ts';
import type { CredentialProvider } from './credential-provider.ts';
import { parseStored } from './parse-stored.ts';

type FederatedMaterial = Extract<ConnectionMaterial, { kind: 'GCP_WORKLOAD_IDENTITY' }>;

const stored = z.object({
  kind: z.literal('GCP_WORKLOAD_IDENTITY'),
  clientEmail: z.string(),
  projectId: z.string(),
  provider: z.string(),
  subject: z.string(),
});

/** A Google Cloud service account that trusts the platform's own issuer for one subject, so that there is no key. */
export function createGcpWorkloadIdentityProvider(context: GcpContext): CredentialProvider<FederatedMaterial, GcpWorkloadIdentity> {
  const cache = createLeaseCache(context.now);

  return {
    async read({ kind, subject, ...entered }, _open, { tenantId, expectedProviderAccountId: projectId }) {
      const invalid = projectId === null ? null : inspectProjectId(projectId);
      if (invalid) return err(invalid);
      const names = readFederatedNames(entered);
      if (!names.ok) return names;
      return isSubjectOf(subject, tenantId) ? ok({ kind, ...names.value, subject }) : err(unknownKit('workloadIdentity.onboardingKitId'));
    },
    serialize: ({ kind, clientEmail, projectId, provider, subject }) => new Secret(JSON.stringify({ kind, clientEmail, projectId, provider, subject })),
    deserialize: (text) => parseStored(stored, text),
    kinds: ['GCP_WORKLOAD_IDENTITY'],
    kindOf: () => 'GCP_WORKLOAD_IDENTITY',
    verify: (identity, options) => verifyGcpWorkloadIdentity(context, identity, options),
    async lease(unseal, request) {
      if (context.issuer === null) return err({ reason: 'UNREACHABLE', message: "The platform's OIDC issuer is not there: its operator must name it again." });
      return leaseGcpToken(cache, async (scope) => federate(context, await unseal(), scope), request);
    },
    forget: cache.forget,
  };
}
