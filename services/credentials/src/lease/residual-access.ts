import type { Context } from '../context.ts';

/** Until when leases that are out may still read, RFC 3339; null when none may. Providers cannot take back what they issued. */
export async function residualAccess(ctx: Context, cloudAccountId: string): Promise<{ until: string | null }> {
  const credential = await ctx.read(({ credentials }) => credentials.ofCloudAccount(cloudAccountId));
  const until = credential?.leaseExpiresAt ?? null;
  return { until: until && until > ctx.now() ? until.toISOString() : null };
}
