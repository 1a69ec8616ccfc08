import { err, ok, type Result } from '@offload/service-kit';
import type { GcpToken } from '../../gcp/gcp-connector.ts';
import { GcpError, type GcpErrorKind } from '../../gcp/gcp-error.ts';
import { cloudPlatformReadOnlyScope, cloudPlatformScope } from '../../gcp/scopes.ts';
import type { Lease, LeaseRefused, LeaseRequest } from '../../providers/credential-provider.ts';
import type { LeaseCache } from '../lease-cache.ts';

const accessLost: LeaseRefused = {
  reason: 'ACCESS_LOST',
  message: 'Google does not accept the key of the service account any more. Test the connection to learn why.',
};

const trustLost: LeaseRefused = {
  reason: 'ACCESS_LOST',
  message: 'Google does not let the platform act as the service account any more. Test the connection to learn why.',
};

const refusals: Partial<Record<GcpErrorKind, LeaseRefused>> = {
  BAD_SIGNATURE: accessLost,
  ACCOUNT_UNUSABLE: accessLost,
  DISABLED: accessLost,
  EXPIRED: accessLost,
  NOT_ACCEPTED: accessLost,
  NO_SUCH_PROVIDER: trustLost,
  TOKEN_REJECTED: trustLost,
  CONDITION_REFUSED: trustLost,
  IMPERSONATION_DENIED: trustLost,
  API_DISABLED: { reason: 'ACCESS_LOST', message: 'An API is off without which no token is given. Test the connection to learn which.' },
  ISSUER_UNREADABLE: { reason: 'UNREACHABLE', message: "Google cannot read the documents of the platform's OIDC issuer." },
  THROTTLED: { reason: 'THROTTLED', message: 'Google asked to slow down.' },
  UNREACHABLE: { reason: 'UNREACHABLE', message: 'No usable answer came from Google.' },
  CLOCK_SKEW: { reason: 'UNREACHABLE', message: "Google refuses what the platform signs for its time: the platform's clock is wrong." },
};

/**
 * By the first part of a permission: whose APIs take the read-only scope for what reads, by Google's discovery documents (the `scopes` of each
 * method in https://<api>.googleapis.com/$discovery/rest). Cloud Asset, Security Command Center and Kubernetes Engine know the full scope only: there
 * IAM alone keeps the token to reading.
 */
const readOnlyApis: ReadonlySet<string> = new Set(['resourcemanager', 'artifactregistry', 'logging', 'serviceusage']);

/** The narrowest scope that the actions can be done with. */
export const scopeOf = (actions: readonly string[]): string =>
  actions.every((action) => readOnlyApis.has(action.split('.')[0]!)) ? cloudPlatformReadOnlyScope : cloudPlatformScope;

/** An access token of the service account, good for an hour at most. Jobs of the account that need the same scope share one; a key stays here. */
export async function leaseGcpToken(
  cache: LeaseCache,
  authorize: (scope: string) => Promise<GcpToken>,
  request: LeaseRequest,
): Promise<Result<Lease, LeaseRefused>> {
  const scope = scopeOf(request.actions);

  try {
    return ok(
      await cache.get([request.cloudAccountId, request.credentialVersion, scope].join(' '), async () => {
        const { accessToken, expiresAt } = await authorize(scope);
        return { lease: { kind: 'GCP_TOKEN', accessToken, expiresAt: expiresAt.toISOString() }, expiresAt };
      }),
    );
  } catch (error) {
    const refusal = error instanceof GcpError ? refusals[error.kind] : undefined;
    if (refusal) return err(refusal);
    throw error;
  }
}
