import type { ReadTransaction } from '@offload/service-kit';

/** Accounts that are being connected, of one tenant. */
export class ConnectionIntentRepository {
  readonly #tx: ReadTransaction;
  readonly #tenantId: string;

  constructor(tx: ReadTransaction, tenantId: string) {
    this.#tx = tx;
    this.#tenantId = tenantId;
  }

  /** Opens an intent, and gives the account id it is for: the one of a pending intent with the same idempotency key, or the given one. */
  async open(cloudAccountId: string, idempotencyKey: string | null, at: Date): Promise<string> {
    const [row] = await this.#tx.query<{ cloud_account_id: string }>(
      `INSERT INTO connection_intent (tenant_id, cloud_account_id, status, idempotency_key, created_at) VALUES ($1, $2, 'PENDING', $3, $4)
       ON CONFLICT (tenant_id, idempotency_key) WHERE status = 'PENDING' DO UPDATE SET created_at = excluded.created_at
       RETURNING cloud_account_id`,
      [this.#tenantId, cloudAccountId, idempotencyKey, at],
    );
    return row!.cloud_account_id;
  }

  /** Ends a pending intent, for the account to be inserted in the same transaction; false when it was abandoned meanwhile. */
  async fulfil(cloudAccountId: string): Promise<boolean> {
    const rows = await this.#tx.query(
      `DELETE FROM connection_intent WHERE tenant_id = $1 AND cloud_account_id = $2 AND status = 'PENDING' RETURNING 1`,
      [this.#tenantId, cloudAccountId],
    );
    return rows.length > 0;
  }

  /** Gives an account id up for good, whether or not it was ever heard of: whoever still works on it will fail to connect it. */
  async abandon(cloudAccountId: string, at: Date): Promise<void> {
    await this.#tx.query(
      `INSERT INTO connection_intent (tenant_id, cloud_account_id, status, created_at) VALUES ($1, $2, 'ABANDONED', $3)
       ON CONFLICT (tenant_id, cloud_account_id) DO UPDATE SET status = 'ABANDONED', idempotency_key = NULL`,
      [this.#tenantId, cloudAccountId, at],
    );
  }

  /** Drops the mark of an account that turned out to exist. */
  async forget(cloudAccountId: string): Promise<void> {
    await this.#tx.query(`DELETE FROM connection_intent WHERE tenant_id = $1 AND cloud_account_id = $2`, [this.#tenantId, cloudAccountId]);
  }
}
