import type { credentialsApi } from '@offload/contracts';
import type { Act } from '@offload/service-kit';
import type { z } from 'zod';
import type { Context } from '../context.ts';
import { isSealed } from '../credential/credential.ts';
import { providerOf } from '../providers/credential-providers.ts';

export type LeaseInput = z.output<typeof credentialsApi.endpoints.lease.input>;
export type LeaseOutput = z.output<typeof credentialsApi.endpoints.lease.output>;

const notConnected: LeaseOutput = { outcome: 'REFUSED', reason: 'NOT_CONNECTED', message: 'There is no such connected account.' };

/** Every lease is written down, also one that a cache answers: for which job, for what, and how long it reads. */
const auditOf = ({ cloudAccountId, scanId, jobId, region, actions }: LeaseInput, kind: string, expiresAt: Date): Act => ({
  act: 'credential.lease',
  target: { type: 'cloud-account', id: cloudAccountId },
  details: { kind, scanId, jobId, region, actions: actions.length, firstActions: actions.slice(0, 5).join(' ').slice(0, 500), until: expiresAt.toISOString() },
});

/** The secret was destroyed between the look at the row and the look into the store. */
class SecretGone extends Error {
  override readonly name = 'SecretGone';
}

/**
 * Lends access to an account for one job. Also to an account that is not claimed yet: scanner may hear of a connection before we do. Before a lease is
 * given out, the row says until when it reads, so that a disconnection can tell; that write is also what refuses a credential destroyed meanwhile.
 * `endpointOverride`: where the worker's calls go instead of the provider; null for real clouds.
 */
export async function leaseCredential(
  ctx: Context,
  input: LeaseInput,
  endpointOverride: string | null,
  isRetry = false,
): Promise<LeaseOutput> {
  const { cloudAccountId } = input;
  const credential = await ctx.read(({ credentials }) => credentials.ofCloudAccount(cloudAccountId));
  if (!isSealed(credential)) return notConnected;
  if (credential.simulated !== ctx.simulated) {
    return { outcome: 'REFUSED', reason: 'UNREACHABLE', message: 'This platform serves other clouds than the account lives in.' };
  }

  const { id, kind, secretVersion } = credential;
  const provider = providerOf(ctx.providers, kind);
  const unseal = async () => {
    const stored = await ctx.secrets.get({ tenantId: ctx.tenantId, cloudAccountId }, secretVersion);
    if (!stored) throw new SecretGone();
    return provider.deserialize(stored);
  };

  try {
    const leased = await provider.lease(unseal, { ...input, credentialVersion: secretVersion });
    if (!leased.ok) return { outcome: 'REFUSED', ...leased.error };

    const { lease, expiresAt } = leased.value;
    const isNoted = await ctx.transact(async ({ credentials, record }) => {
      const noted = await credentials.noteLease(id, secretVersion, expiresAt);
      if (noted) await record(auditOf(input, lease.kind, expiresAt));
      return noted;
    });
    if (isNoted) return { outcome: 'LEASED', lease, endpointOverride };
  } catch (error) {
    if (!(error instanceof SecretGone)) throw error;
  }
  // Destroyed meanwhile, or replaced: then the other one is lent.
  return isRetry ? notConnected : leaseCredential(ctx, input, endpointOverride, true);
}
