import type { ReadTransaction } from '@offload/service-kit';
import type { Webhook } from './webhook.ts';
import type { WebhookEvent } from './webhook-event.ts';

const columns = `id, name, url, events, cloud_account_ids AS "cloudAccountIds", state,
  disabled_reason AS "disabledReason", disabled_at AS "disabledAt",
  previous_secret_until AS "previousSecretUntil", failing_since AS "failingSince", dead_in_row AS "deadInRow", version, created_at AS "createdAt"`;

/** The webhooks of one tenant. One whose secret is still being made is seen by nothing but `fulfil`, `abandon` and `countAll`. */
export class WebhookRepository {
  readonly #tx: ReadTransaction;
  readonly #tenantId: string;

  constructor(tx: ReadTransaction, tenantId: string) {
    this.#tx = tx;
    this.#tenantId = tenantId;
  }

  /** The oldest first. */
  list(): Promise<Webhook[]> {
    return this.#tx.query<Webhook>(`SELECT ${columns} FROM webhook WHERE tenant_id = $1 AND state <> 'PENDING' ORDER BY created_at, id`, [
      this.#tenantId,
    ]);
  }

  find(id: string): Promise<Webhook | null> {
    return this.#one(id, '');
  }

  /** Locks a webhook for a change; null when the tenant has none of that id. */
  lock(id: string): Promise<Webhook | null> {
    return this.#one(id, 'FOR UPDATE');
  }

  /** Those that are told of this, kept from being switched off until the transaction ends. */
  hearing(event: WebhookEvent, cloudAccountId: string): Promise<Webhook[]> {
    return this.#tx.query<Webhook>(
      `SELECT ${columns} FROM webhook
       WHERE tenant_id = $1 AND state = 'ENABLED' AND $2 = ANY (events)
         AND (cloud_account_ids IS NULL OR $3::uuid = ANY (cloud_account_ids)) FOR SHARE`,
      [this.#tenantId, event, cloudAccountId],
    );
  }

  /** How many there are, those included whose secret is being made. Others who count wait until this transaction ends. */
  async countAll(): Promise<number> {
    await this.#tx.query(`SELECT pg_advisory_xact_lock(hashtextextended('webhooks ' || $1, 0))`, [this.#tenantId]);
    const [row] = await this.#tx.query<{ count: string }>(`SELECT count(*) AS count FROM webhook WHERE tenant_id = $1`, [this.#tenantId]);
    return Number(row!.count);
  }

  async insert(webhook: Webhook): Promise<void> {
    await this.#tx.query(
      `INSERT INTO webhook (tenant_id, id, name, url, events, cloud_account_ids, state, disabled_reason, disabled_at, version, created_at)
       VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)`,
      [
        this.#tenantId,
        webhook.id,
        webhook.name,
        webhook.url,
        webhook.events,
        webhook.cloudAccountIds,
        webhook.state,
        webhook.disabledReason,
        webhook.disabledAt,
        webhook.version,
        webhook.createdAt,
      ],
    );
  }

  /** Makes a webhook of what was being made; false when that was given up. */
  async fulfil(id: string): Promise<boolean> {
    return this.#changed(`UPDATE webhook SET state = 'ENABLED' WHERE tenant_id = $1 AND id = $2 AND state = 'PENDING' RETURNING 1`, id);
  }

  /** Gives up what was being made. Whether it is gone: false for a webhook that came to be. */
  async abandon(id: string): Promise<boolean> {
    await this.#changed(`DELETE FROM webhook WHERE tenant_id = $1 AND id = $2 AND state = 'PENDING' RETURNING 1`, id);
    return (await this.find(id)) === null;
  }

  /** Writes a webhook that this transaction has locked. */
  async update(webhook: Webhook): Promise<void> {
    await this.#tx.query(
      `UPDATE webhook SET name = $3, url = $4, events = $5, cloud_account_ids = $6, state = $7, disabled_reason = $8, disabled_at = $9,
         previous_secret_until = $10, failing_since = $11, dead_in_row = $12, version = $13
       WHERE tenant_id = $1 AND id = $2`,
      [
        this.#tenantId,
        webhook.id,
        webhook.name,
        webhook.url,
        webhook.events,
        webhook.cloudAccountIds,
        webhook.state,
        webhook.disabledReason,
        webhook.disabledAt,
        webhook.previousSecretUntil,
        webhook.failingSince,
        webhook.deadInRow,
        webhook.version,
      ],
    );
  }

  /** Notes a success; writes nothing for a webhook that was well already. */
  async noteSuccess(id: string): Promise<void> {
    await this.#tx.query(
      `UPDATE webhook SET failing_since = NULL, dead_in_row = 0 WHERE tenant_id = $1 AND id = $2 AND (failing_since IS NOT NULL OR dead_in_row > 0)`,
      [this.#tenantId, id],
    );
  }

  /** Deletes a webhook that this transaction has locked, with its deliveries. */
  async delete(id: string): Promise<void> {
    await this.#tx.query(`DELETE FROM webhook WHERE tenant_id = $1 AND id = $2`, [this.#tenantId, id]);
  }

  async #one(id: string, lock: '' | 'FOR UPDATE'): Promise<Webhook | null> {
    const [row] = await this.#tx.query<Webhook>(`SELECT ${columns} FROM webhook WHERE tenant_id = $1 AND id = $2 AND state <> 'PENDING' ${lock}`, [
      this.#tenantId,
      id,
    ]);
    return row ?? null;
  }

  async #changed(sql: string, id: string): Promise<boolean> {
    return (await this.#tx.query(sql, [this.#tenantId, id])).length > 0;
  }
}
