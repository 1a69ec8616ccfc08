import { err, ok, type Result } from '@offload/service-kit';
import type { AzureContext } from '../../azure/azure-context.ts';
import { AzureError } from '../../azure/azure-error.ts';
import type { AzurePrincipal } from '../../azure/sign-in.ts';
import type { Lease, LeaseRefused, LeaseRequest } from '../../providers/credential-provider.ts';
import { signInFailure } from '../../verify/azure/azure-failures.ts';
import { isInconclusive, type StepFailure } from '../../verify/connection-refused.ts';
import type { LeaseCache } from '../lease-cache.ts';

/**
 * A token for Resource Manager. Azure narrows none to actions: what the roles of the application allow is what a worker may read. All jobs of an
 * account share one until it nears its end, or the credential is replaced.
 */
export async function leaseAzureToken(
  { connector }: AzureContext,
  cache: LeaseCache,
  unseal: () => Promise<AzurePrincipal>,
  { cloudAccountId, credentialVersion }: LeaseRequest,
): Promise<Result<Lease, LeaseRefused>> {
  try {
    return ok(
      await cache.get(`${cloudAccountId} ${credentialVersion}`, async () => {
        const { accessToken, expiresAt } = await connector.signIn(await unseal());
        return { lease: { kind: 'AZURE_TOKEN', accessToken: accessToken.reveal(), expiresAt: expiresAt.toISOString() }, expiresAt };
      }),
    );
  } catch (error) {
    const failure = error instanceof AzureError ? signInFailure(error) : null;
    if (failure) return err(leaseRefusal(failure));
    throw error;
  }
}

/** What a failure of the connection test means for a job: whether to try again, or that access is gone. */
export function leaseRefusal({ code, message }: StepFailure): LeaseRefused {
  if (code === 'THROTTLED') return { reason: 'THROTTLED', message };
  return { reason: isInconclusive(code) ? 'UNREACHABLE' : 'ACCESS_LOST', message };
}
