import type { Transaction } from '@offload/service-kit';

/** Which batches of which attempt of a job are stored. */
export class AssetBatchRepository {
  readonly #tx: Transaction;
  readonly #tenantId: string;

  constructor(tx: Transaction, tenantId: string) {
    this.#tx = tx;
    this.#tenantId = tenantId;
  }

  /** Takes the job's lock and gives the newest attempt heard of, this one included, and how many assets its sweep retired (null before it). */
  async lockAttempt(jobId: string, attempt: number, now: Date): Promise<{ attempt: number; swept: number | null }> {
    const [row] = await this.#tx.query<{ attempt: number; swept: number | null }>(
      `INSERT INTO job_attempt AS known (tenant_id, job_id, attempt, updated_at) VALUES ($1, $2, $3, $4)
       ON CONFLICT (tenant_id, job_id) DO UPDATE SET
         swept = CASE WHEN known.attempt < excluded.attempt THEN NULL ELSE known.swept END,
         attempt = greatest(known.attempt, excluded.attempt),
         updated_at = excluded.updated_at
       RETURNING attempt, swept`,
      [this.#tenantId, jobId, attempt, now],
    );
    return row!;
  }

  /** Remembers a batch; false when it is stored already. */
  async remember(jobId: string, attempt: number, batchNo: number): Promise<boolean> {
    const rows = await this.#tx.query(
      `INSERT INTO asset_batch (tenant_id, job_id, attempt, batch_no, changed) VALUES ($1, $2, $3, $4, 0) ON CONFLICT DO NOTHING RETURNING 1`,
      [this.#tenantId, jobId, attempt, batchNo],
    );
    return rows.length > 0;
  }

  async count(jobId: string, attempt: number): Promise<number> {
    const [row] = await this.#tx.query<{ count: number }>(
      `SELECT count(*)::int AS count FROM asset_batch WHERE tenant_id = $1 AND job_id = $2 AND attempt = $3`,
      [this.#tenantId, jobId, attempt],
    );
    return row!.count;
  }

  /** Remembers that an attempt swept; its batches need no receipts any more. */
  async swept(jobId: string, retired: number): Promise<void> {
    await this.#tx.query(`UPDATE job_attempt SET swept = $3 WHERE tenant_id = $1 AND job_id = $2`, [this.#tenantId, jobId, retired]);
    await this.#tx.query(`DELETE FROM asset_batch WHERE tenant_id = $1 AND job_id = $2`, [this.#tenantId, jobId]);
  }

  /** Whether the account is disconnected for good: what is still on its way must not bring its assets back. */
  async isDisconnected(cloudAccountId: string): Promise<boolean> {
    // The share lock makes a disconnection wait for batches under way, and the other way round.
    await this.#tx.query(`SELECT pg_advisory_xact_lock_shared(hashtextextended($1, 0))`, [cloudAccountId]);
    const rows = await this.#tx.query(`SELECT 1 FROM disconnected_account WHERE tenant_id = $1 AND cloud_account_id = $2`, [
      this.#tenantId,
      cloudAccountId,
    ]);
    return rows.length > 0;
  }

  /** Remembers a disconnection for good. */
  async disconnect(cloudAccountId: string, at: Date): Promise<void> {
    await this.#tx.query(`SELECT pg_advisory_xact_lock(hashtextextended($1, 0))`, [cloudAccountId]);
    await this.#tx.query(
      `INSERT INTO disconnected_account (tenant_id, cloud_account_id, disconnected_at) VALUES ($1, $2, $3) ON CONFLICT DO NOTHING`,
      [this.#tenantId, cloudAccountId, at],
    );
  }
}
