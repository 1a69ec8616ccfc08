import type { SystemReadTransaction } from '@offload/service-kit';

/** A job to put on the work queue. */
export interface ReleasedJob {
  readonly tenantId: string;
  readonly jobId: string;
  readonly attempt: number;
}

/** A job whose worker no longer says that it is alive. */
export interface LostJob extends ReleasedJob {
  readonly failures: number;
}

export interface ReleaseLimits {
  /** How many jobs are released or running at once. */
  readonly window: number;
  readonly windowPerAccount: number;
}

/** Any number will do, as long as it is this one everywhere. */
const dispatcherLock = 7_300_114_001;

/** The jobs of all tenants, as the dispatcher sees them. */
export class JobQueueRepository {
  readonly #tx: SystemReadTransaction;

  constructor(tx: SystemReadTransaction) {
    this.#tx = tx;
  }

  /** Waits until no other replica dispatches; until the transaction ends no other does. */
  async takeTurn(): Promise<void> {
    await this.#tx.query('SELECT pg_advisory_xact_lock($1)', [dispatcherLock]);
  }

  /** Queues again what was released before `before` and never taken: its message was lost. Gives how many. */
  async requeueUntaken(before: Date): Promise<number> {
    const rows = await this.#tx.query(`UPDATE job SET status = 'QUEUED' WHERE status = 'RELEASED' AND released_at < $1 RETURNING 1`, [before]);
    return rows.length;
  }

  /** The jobs that run without a worker that is alive. */
  async lost(now: Date): Promise<LostJob[]> {
    return this.#tx.query<LostJob>(
      `SELECT tenant_id AS "tenantId", id AS "jobId", attempt, failures FROM job WHERE status = 'RUNNING' AND claimed_until < $1`,
      [now],
    );
  }

  /**
   * Releases what may run now. Turns go round the tenants, and within a tenant round its accounts: a job's turn is how many jobs of its tenant are
   * before it, those under way included, so that a tenant with a thousand jobs waits behind one that has a first.
   */
  async release(now: Date, { window, windowPerAccount }: ReleaseLimits): Promise<ReleasedJob[]> {
    return this.#tx.query<ReleasedJob>(
      `WITH live AS (
         SELECT tenant_id, cloud_account_id, count(*) AS jobs FROM job WHERE status IN ('RELEASED', 'RUNNING') GROUP BY 1, 2
       ), waiting AS (
         SELECT scan.tenant_id, scan.cloud_account_id, job.id,
                COALESCE(live.jobs, 0) + row_number() OVER (PARTITION BY scan.id ORDER BY job.position) AS turn_of_account
         FROM scan
         LEFT JOIN live ON live.tenant_id = scan.tenant_id AND live.cloud_account_id = scan.cloud_account_id
         CROSS JOIN LATERAL (
           SELECT id, position FROM job
           WHERE job.scan_id = scan.id AND job.tenant_id = scan.tenant_id AND job.status = 'QUEUED' AND job.retry_at <= $1
           ORDER BY position LIMIT $3
         ) AS job
         WHERE scan.status IN ('QUEUED', 'RUNNING')
       ), ranked AS (
         SELECT tenant_id, id, turn_of_account,
                (SELECT COALESCE(sum(jobs), 0) FROM live WHERE live.tenant_id = waiting.tenant_id)
                  + row_number() OVER (PARTITION BY tenant_id ORDER BY turn_of_account, cloud_account_id) AS turn
         FROM waiting WHERE turn_of_account <= $3
       ), chosen AS (
         SELECT tenant_id, id, turn FROM ranked ORDER BY turn, tenant_id
         LIMIT GREATEST(0, $2 - (SELECT COALESCE(sum(jobs), 0) FROM live))
       ), released AS (
         UPDATE job SET status = 'RELEASED', attempt = attempt + 1, released_at = $1
         FROM chosen WHERE job.tenant_id = chosen.tenant_id AND job.id = chosen.id AND job.status = 'QUEUED'
         RETURNING job.tenant_id, job.id, job.attempt, chosen.turn
       )
       SELECT tenant_id AS "tenantId", id AS "jobId", attempt FROM released ORDER BY turn, tenant_id`,
      [now, window, windowPerAccount],
    );
  }
}
