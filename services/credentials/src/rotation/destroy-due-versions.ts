import type { Context } from '../context.ts';

/** Destroys the replaced versions of an account whose leases have ended. Safe to repeat. */
export async function destroyDueVersions(ctx: Context, cloudAccountId: string): Promise<void> {
  const due = await ctx.read(({ successors }) => successors.dueVersions(cloudAccountId, ctx.now()));
  for (const version of due) {
    await ctx.secrets.destroyVersion({ tenantId: ctx.tenantId, cloudAccountId }, version);
    await ctx.transact(({ successors }) => successors.forgetRetired(cloudAccountId, version));
  }
}
