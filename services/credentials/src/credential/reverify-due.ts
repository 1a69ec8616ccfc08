import { setTimeout as delay } from 'node:timers/promises';
import { createContext, type Platform } from '../context.ts';
import { testConnection } from './test-connection.ts';

const batch = 200;
const atOnce = 4;

/** Another replica does not take what one has taken; a replica that dies with it lets it come back after this. */
const claimMs = 10 * 60_000;

/**
 * Tests connected accounts of all tenants again whose time has come, a few at once, so that an account whose access was closed, or given back, shows it
 * without anybody asking. Gives how many were tested. Ends early, between two, when aborted.
 */
export async function reverifyDue(platform: Platform, signal: AbortSignal): Promise<number> {
  const now = platform.now();
  const due = await platform.database.system.read((tx) =>
    tx.query<{ tenantId: string; cloudAccountId: string }>(
      `SELECT tenant_id AS "tenantId", cloud_account_id AS "cloudAccountId" FROM credential
       WHERE state = 'ACTIVE' AND next_test_at <= $1 AND simulated = $2 ORDER BY next_test_at LIMIT $3`,
      [now, platform.simulated, batch],
    ),
  );

  let done = 0;
  const takeTurns = async (): Promise<void> => {
    for (let next = due.shift(); next && !signal.aborted; next = due.shift()) {
      const ctx = createContext(platform, next.tenantId);
      const { cloudAccountId } = next;
      if (!(await ctx.transact(({ credentials }) => credentials.takeForTest(cloudAccountId, now, new Date(now.getTime() + claimMs))))) continue;
      try {
        await testConnection(ctx, cloudAccountId);
        done += 1;
      } catch (error) {
        platform.log.warn({ err: error, cloudAccountId }, 'a connection could not be tested again, and will be later');
        await delay(100);
      }
    }
  };
  await Promise.all(Array.from({ length: atOnce }, takeTurns));
  return done;
}
