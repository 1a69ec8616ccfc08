import type { Context } from '../context.ts';

/** Ends a credential: from the commit on it is neither lent nor tested. Then destroys its secret. */
export async function destroyCredential(ctx: Context, cloudAccountId: string): Promise<void> {
  await ctx.transact(({ credentials }) => credentials.end(cloudAccountId));
  await destroySecret(ctx, cloudAccountId);
}

/** Destroys every version of an ended credential's secret. Safe to repeat; does nothing for one that has not ended. */
export async function destroySecret(ctx: Context, cloudAccountId: string): Promise<void> {
  const credential = await ctx.read(({ credentials }) => credentials.ofCloudAccount(cloudAccountId));
  if (credential?.state !== 'DESTROYED' || credential.secretVersion === null) return;

  await ctx.faultPoint('after-end');
  await ctx.secrets.destroy({ tenantId: ctx.tenantId, cloudAccountId });
  await ctx.faultPoint('after-destroy');
  await ctx.transact(async ({ credentials, successors, record }) => {
    await credentials.forgetSecret(cloudAccountId);
    await successors.forgetAll(cloudAccountId);
    await record({ act: 'credential.destroy', target: { type: 'cloud-account', id: cloudAccountId } });
  });
  ctx.log.info({ cloudAccountId }, 'secret destroyed');
}
