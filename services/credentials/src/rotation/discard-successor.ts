import type { Context } from '../context.ts';
import type { Successor } from './successor.ts';

/**
 * Gives up a rotation that was not switched to, and destroys what it sealed. Its row stays locked meanwhile, so that a rotation that begins now waits:
 * the number of a version that is destroyed here may be its own next. Does nothing when another rotation took over.
 */
export async function discardSuccessor(
  ctx: Context,
  { cloudAccountId, rotationId }: Pick<Successor, 'cloudAccountId' | 'rotationId'>,
): Promise<void> {
  await ctx.transact(async ({ credentials, successors }) => {
    const credential = await credentials.lock(cloudAccountId);
    const successor = await successors.lock(cloudAccountId);
    if (successor?.rotationId !== rotationId) return;

    const inUse = credential?.secretVersion ?? 0;
    for (let version = inUse + 1; version <= successor.secretVersion; version += 1) {
      await ctx.secrets.destroyVersion({ tenantId: ctx.tenantId, cloudAccountId }, version);
    }
    await successors.forget(cloudAccountId);
  });
}
