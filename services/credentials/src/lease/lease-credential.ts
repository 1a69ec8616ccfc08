import type { credentialsApi } from '@offload/contracts';
import type { z } from 'zod';
import type { Context } from '../context.ts';
import { isSealed } from '../credential/credential.ts';
import { providerOfStored } from '../providers/credential-providers.ts';

export type LeaseInput = z.output<typeof credentialsApi.endpoints.lease.input>;
export type LeaseOutput = z.input<typeof credentialsApi.endpoints.lease.output>;

const notConnected: LeaseOutput = { outcome: 'REFUSED', reason: 'NOT_CONNECTED', message: 'There is no such connected account.' };

/**
 * Lends access to an account for one job. Also to an account that is not claimed yet: scanner may hear of a connection before we do. Before a lease is
 * given out, the row says until when it reads, so that a disconnection can tell; that write is also what refuses a credential destroyed meanwhile.
 */
export async function leaseCredential(ctx: Context, input: LeaseInput, endpointOverride: string | null): Promise<LeaseOutput> {
  const { cloudAccountId } = input;
  const credential = await ctx.read(({ credentials }) => credentials.ofCloudAccount(cloudAccountId));
  if (!isSealed(credential)) return notConnected;
  if (credential.simulated !== ctx.simulated) {
    return { outcome: 'REFUSED', reason: 'UNREACHABLE', message: 'This platform serves other clouds than the account lives in.' };
  }

  const { secretVersion } = credential;
  const stored = await ctx.secrets.get({ tenantId: ctx.tenantId, cloudAccountId }, secretVersion);
  if (!stored) return notConnected;

  const provider = providerOfStored(ctx.providers, stored);
  const leased = await provider.lease(provider.deserialize(stored), { ...input, credentialVersion: secretVersion });
  if (!leased.ok) return { outcome: 'REFUSED', ...leased.error };

  const { lease, expiresAt } = leased.value;
  const isNoted =
    (credential.leaseExpiresAt !== null && credential.leaseExpiresAt >= expiresAt) ||
    (await ctx.transact(({ credentials }) => credentials.noteLease(credential.id, secretVersion, expiresAt)));
  return isNoted ? { outcome: 'LEASED', lease, endpointOverride } : notConnected;
}
