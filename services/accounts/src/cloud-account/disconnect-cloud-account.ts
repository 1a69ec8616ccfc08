import { accessEndedSubject, cloudAccountDisconnected, type AccessEnded } from '@offload/contracts';
import { err, ok, type Result } from '@offload/service-kit';
import { z } from 'zod';
import type { Context } from '../context.ts';
import { providers } from '../providers.ts';
import { notFound, type NotFound } from './cloud-account.errors.ts';
import type { CloudAccount } from './cloud-account.ts';

export interface Disconnected {
  kind: 'CloudAccountDisconnected';
  cloudAccount: CloudAccount;
  residualAccessUntil: Date | null;
  remedy: string;
}

/**
 * Ends the access to an account: no lease is given out from the answer on, who holds one is told to let go, its secret is destroyed, its scans are cancelled.
 * Again answers as once.
 */
export async function disconnectCloudAccount(ctx: Context, id: string): Promise<Result<Disconnected, NotFound>> {
  if (!z.uuid().safeParse(id).success) return err(notFound);

  const disconnected = await ctx.transact<Result<CloudAccount, NotFound>>(async (tx) => {
    const account = await tx.cloudAccounts.lock(id);
    if (!account) return err(notFound);
    if (account.status === 'DISCONNECTED') return ok(account);

    const ended: CloudAccount = { ...account, status: 'DISCONNECTED', disconnectedAt: ctx.now(), version: account.version + 1 };
    await tx.cloudAccounts.update(ended);
    await tx.publish(cloudAccountDisconnected, { aggregateId: id, aggregateVersion: ended.version, data: { cloudAccountId: id } });
    await tx.record({ act: 'cloud-account.disconnect', target: { type: 'cloud-account', id } });
    return ok(ended);
  });
  if (!disconnected.ok) return disconnected;
  await ctx.faultPoint('after-disconnected');
  ctx.live.broadcast(accessEndedSubject(ctx.tenantId, id), { tenantId: ctx.tenantId, cloudAccountId: id } satisfies AccessEnded);

  return ok({
    kind: 'CloudAccountDisconnected',
    cloudAccount: disconnected.value,
    residualAccessUntil: await endAccess(ctx, disconnected.value),
    remedy: providers[disconnected.value.provider].connection.endOfAccess.remedy,
  });
}

/**
 * Ends it in credentials, which knows until when leases that are out may read. When it cannot be asked, the event will end it there: the answer is then the
 * longest that a lease could live.
 */
async function endAccess(ctx: Context, account: CloudAccount): Promise<Date | null> {
  try {
    const { until } = await ctx.credentials.endAccess({ cloudAccountId: account.id }, { tenantId: ctx.tenantId });
    return until === null ? null : new Date(until);
  } catch {
    const { longestLeaseMs } = providers[account.provider].connection.endOfAccess;
    return new Date((account.disconnectedAt ?? ctx.now()).getTime() + longestLeaseMs); // certain, if not exact
  }
}
