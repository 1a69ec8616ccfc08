import type { Logger } from '@offload/service-kit';
import { createContext, type Platform } from '../context.ts';
import { signHead } from './sign-head.ts';

/** How far back the first look goes, for what was added before a crash. */
const firstLookMs = 7 * 24 * 60 * 60_000;
/** Clocks of replicas differ, and a transaction commits after the time that it wrote. */
const overlapMs = 10 * 60_000;

/**
 * Makes what signs the end of every chain that grew since it looked last, keeps it beside the chain, and writes it to the log: a copy of the log elsewhere
 * shows later that rows were cut off. Gives how many were signed.
 */
export function createHeadSealer(platform: Platform, log: Logger): () => Promise<number> {
  let lookedAt: number | null = null;

  return async () => {
    const now = platform.now().getTime();
    const since = new Date((lookedAt ?? now - firstLookMs) - overlapMs);
    const grown = await platform.database.system.read((tx) =>
      tx.query<{ tenantId: string }>(`SELECT DISTINCT tenant_id AS "tenantId" FROM audit_event WHERE recorded_at >= $1`, [since]),
    );

    let signed = 0;
    for (const { tenantId } of grown) {
      const ctx = createContext(platform, tenantId);
      const last = await ctx.read(async ({ auditLog }) => {
        const event = await auditLog.last();
        return event && !(await auditLog.isSigned(event.seq)) ? event : null;
      });
      if (!last) continue;

      const { seq, hash, statement } = await signHead(ctx, last);
      await ctx.transact(({ auditLog }) => auditLog.keepHead({ seq, hash: last.hash, statement, sealedAt: ctx.now() }));
      log.info({ tenantId, seq, hash, statement }, 'audit head');
      signed += 1;
    }
    lookedAt = now;
    return signed;
  };
}
