import type { Context } from '../context.ts';
import { forgetLeases } from './forget-ended-access.ts';

/**
 * Ends access to a disconnected account, without waiting for the event that says so: from the commit on nothing is lent or renewed, and what is lent at this
 * moment is refused, since a lease is noted in the same row. The secret itself is destroyed when the event comes, or by the sweep.
 * `until`: when the last lease that is out stops reading, RFC 3339; null when none is. Providers cannot take back what they issued.
 */
export async function endAccess(ctx: Context, cloudAccountId: string): Promise<{ until: string | null }> {
  const credential = await ctx.transact(async ({ credentials, record }) => {
    const before = await credentials.lock(cloudAccountId);
    await credentials.end(cloudAccountId);
    if (before && before.state !== 'DESTROYED') await record({ act: 'credential.end', target: { type: 'cloud-account', id: cloudAccountId } });
    return credentials.ofCloudAccount(cloudAccountId);
  });
  if (credential) forgetLeases(ctx.providers, cloudAccountId);

  const until = credential?.leaseExpiresAt ?? null;
  return { until: until && until > ctx.now() ? until.toISOString() : null };
}
