import { createContext, type Context, type Platform } from '../context.ts';
import { claimCredential } from './claim-credential.ts';
import type { LeftBehindCredentials } from './credential.repository.ts';
import { destroyCredential, destroySecret } from './destroy-credential.ts';

const batch = 100;

export interface SweepOptions {
  /** How old an unclaimed credential must be before accounts is asked about it. */
  unclaimedAfterMs: number;
}

/**
 * Looks after what crashes and outages left behind. An unclaimed credential is destroyed only after accounts, asked to abandon the connection,
 * answered that it did; a connected one is claimed; no answer means wait. Gives how many were settled.
 */
export async function sweepUnclaimed(
  platform: Platform,
  leftBehind: LeftBehindCredentials,
  { unclaimedAfterMs }: SweepOptions,
): Promise<number> {
  const before = new Date(platform.now().getTime() - unclaimedAfterMs);
  let settled = 0;

  for (const { tenantId, cloudAccountId, state } of await leftBehind.list(before, batch)) {
    const ctx = createContext(platform, tenantId);
    try {
      if (state === 'DESTROYED') await destroySecret(ctx, cloudAccountId);
      else await settle(ctx, cloudAccountId);
      settled += 1;
    } catch (error) {
      platform.log.warn(
        { err: error, cloudAccountId, tenantId },
        'an unclaimed credential waits: accounts or the secret store gave no answer',
      );
    }
  }
  return settled;
}

async function settle(ctx: Context, cloudAccountId: string): Promise<void> {
  const { outcome } = await ctx.accounts.abandonIntent({ cloudAccountId }, { tenantId: ctx.tenantId });

  if (outcome === 'CONNECTED') return ctx.transact(({ credentials }) => claimCredential(credentials, cloudAccountId, ctx.log));
  await destroyCredential(ctx, cloudAccountId);
}
