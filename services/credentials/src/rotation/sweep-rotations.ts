import type { SystemDatabase } from '@offload/service-kit';
import { createContext, type Platform } from '../context.ts';
import { destroyDueVersions } from './destroy-due-versions.ts';
import { discardSuccessor } from './discard-successor.ts';

const batch = 100;

interface LeftBehindRotation {
  tenantId: string;
  cloudAccountId: string;
  /** Of a successor that nobody switched to; null for versions that were replaced. */
  rotationId: string | null;
}

/** Rotations of all tenants that need something done, the oldest first: begun before `staleBefore` and never switched to, or with versions whose time is over. */
const leftBehind = (system: SystemDatabase, staleBefore: Date, now: Date): Promise<LeftBehindRotation[]> =>
  system.read((tx) =>
    tx.query<LeftBehindRotation>(
      `(SELECT tenant_id AS "tenantId", cloud_account_id AS "cloudAccountId", rotation_id AS "rotationId"
        FROM credential_successor WHERE begun_at < $1 ORDER BY begun_at LIMIT $3)
       UNION ALL
       (SELECT DISTINCT tenant_id, cloud_account_id, NULL::uuid FROM retired_secret WHERE until <= $2 LIMIT $3)`,
      [staleBefore, now, batch],
    ),
  );

/** Destroys what rotations left: successors that were never switched to, and replaced versions whose leases have ended. Gives how many were seen to. */
export async function sweepRotations(platform: Platform, { staleAfterMs }: { staleAfterMs: number }): Promise<number> {
  const now = platform.now();
  let done = 0;

  for (const { tenantId, cloudAccountId, rotationId } of await leftBehind(
    platform.database.system,
    new Date(now.getTime() - staleAfterMs),
    now,
  )) {
    const ctx = createContext(platform, tenantId);
    try {
      if (rotationId === null) await destroyDueVersions(ctx, cloudAccountId);
      else await discardSuccessor(ctx, { cloudAccountId, rotationId });
      done += 1;
    } catch (error) {
      platform.log.warn({ err: error, cloudAccountId, tenantId }, 'what a rotation left waits: the secret store gave no answer');
    }
  }
  return done;
}
