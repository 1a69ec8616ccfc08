import type { Context } from '../context.ts';

/**
 * Gives up a connection that did not come about, for credentials to destroy what it sealed. Answers what became of the account instead when it is
 * connected, or was. After ABANDONED the id can never be connected.
 */
export function abandonIntent(ctx: Context, cloudAccountId: string): Promise<{ outcome: 'ABANDONED' | 'CONNECTED' | 'DISCONNECTED' }> {
  return ctx.transact(async (tx) => {
    // The intent first: connecting takes the same row first, so that one of the two sees the other.
    await tx.intents.abandon(cloudAccountId, ctx.now());
    const account = await tx.cloudAccounts.lock(cloudAccountId);
    if (account) await tx.intents.forget(cloudAccountId);
    return { outcome: !account ? 'ABANDONED' : account.status === 'DISCONNECTED' ? 'DISCONNECTED' : 'CONNECTED' };
  });
}
