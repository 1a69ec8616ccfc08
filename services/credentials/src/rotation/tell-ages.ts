import { createContext, type Platform } from '../context.ts';
import { isSealed } from '../credential/credential.ts';
import { ageingKinds, dueSoonDays, overdueDays } from './rotation-state.ts';
import { tellAge } from './tell-age.ts';

const batch = 500;
const dayMs = 24 * 60 * 60 * 1000;

/** Tells of every credential, of any tenant, that came of age since the last look. Gives how many. */
export async function tellAges(platform: Platform): Promise<number> {
  const now = platform.now();
  const ago = (days: number): Date => new Date(now.getTime() - days * dayMs);
  const due = await platform.database.system.read((tx) =>
    tx.query<{ tenantId: string; cloudAccountId: string }>(
      `SELECT tenant_id AS "tenantId", cloud_account_id AS "cloudAccountId" FROM credential
       WHERE state = 'ACTIVE' AND kind = ANY ($1) AND COALESCE(issued_at, created_at) <= $2
         AND told_rotation IS DISTINCT FROM CASE WHEN COALESCE(issued_at, created_at) <= $3 THEN 'OVERDUE' ELSE 'DUE_SOON' END
       LIMIT $4`,
      [[...ageingKinds], ago(dueSoonDays), ago(overdueDays), batch],
    ),
  );

  for (const { tenantId, cloudAccountId } of due) {
    await createContext(platform, tenantId).transact(async (tx) => {
      const credential = await tx.credentials.lock(cloudAccountId);
      if (isSealed(credential)) await tellAge(tx, credential, now);
    });
  }
  return due.length;
}
