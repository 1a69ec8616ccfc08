import type { SystemReadTransaction } from '@offload/service-kit';

/** A delivery to put on the work queue: its release, which counts up, tells an old message from the one that holds. */
export interface DeliveryMessage {
  readonly tenantId: string;
  readonly deliveryId: string;
  readonly release: number;
}

export interface DeliveryLimits {
  /** How many attempts are under way at once: in all, of one tenant, to one webhook. */
  readonly window: number;
  readonly perTenant: number;
  readonly perWebhook: number;
  /** How long a release holds: longer than an attempt takes. What was not settled by then is released again. */
  readonly holdMs: number;
}

/** Any number will do, as long as it is this one everywhere. */
const dispatcherLock = 7_300_114_002;

/** The deliveries of all tenants, as the dispatcher sees them. */
export class DeliveryQueueRepository {
  readonly #tx: SystemReadTransaction;

  constructor(tx: SystemReadTransaction) {
    this.#tx = tx;
  }

  /** Waits until no other replica dispatches; until the transaction ends no other does. */
  async takeTurn(): Promise<void> {
    await this.#tx.query('SELECT pg_advisory_xact_lock($1)', [dispatcherLock]);
  }

  /**
   * Releases what is due. Turns go round the tenants, and within a tenant round its webhooks: a delivery's turn is how many of its tenant are before
   * it, those under way included, so that a receiver that hangs, or a thousand events for one, hold up nobody else. Goes from webhook to webhook by
   * the index, and reads no more of each than it may send. What is being changed is left for the next round: who waits for nobody is in no circle.
   */
  release(now: Date, { window, perTenant, perWebhook, holdMs }: DeliveryLimits): Promise<DeliveryMessage[]> {
    return this.#tx.query<DeliveryMessage>(
      `WITH RECURSIVE live AS (
         SELECT tenant_id, webhook_id, count(*) AS sending FROM webhook_delivery WHERE status = 'PENDING' AND released_until > $1 GROUP BY 1, 2
       ), expecting AS (
         (SELECT tenant_id, webhook_id FROM webhook_delivery WHERE status = 'PENDING' AND next_attempt_at IS NOT NULL
          ORDER BY tenant_id, webhook_id LIMIT 1)
         UNION ALL
         SELECT next.tenant_id, next.webhook_id FROM expecting CROSS JOIN LATERAL (
           SELECT tenant_id, webhook_id FROM webhook_delivery
           WHERE status = 'PENDING' AND next_attempt_at IS NOT NULL AND (tenant_id, webhook_id) > (expecting.tenant_id, expecting.webhook_id)
           ORDER BY tenant_id, webhook_id LIMIT 1
         ) AS next
       ), due AS (
         SELECT expecting.tenant_id, expecting.webhook_id, first.id, first.next_attempt_at,
                row_number() OVER (PARTITION BY expecting.tenant_id, expecting.webhook_id ORDER BY first.next_attempt_at, first.id) AS place
         FROM expecting CROSS JOIN LATERAL (
           SELECT id, next_attempt_at FROM webhook_delivery AS delivery
           WHERE delivery.tenant_id = expecting.tenant_id AND delivery.webhook_id = expecting.webhook_id
             AND status = 'PENDING' AND next_attempt_at <= $1 AND (released_until IS NULL OR released_until <= $1)
           ORDER BY next_attempt_at LIMIT $4
         ) AS first
       ), waiting AS (
         SELECT due.*, COALESCE(live.sending, 0) + due.place AS turn_of_webhook FROM due
         LEFT JOIN live ON live.tenant_id = due.tenant_id AND live.webhook_id = due.webhook_id
       ), ranked AS (
         SELECT tenant_id, id, next_attempt_at,
                (SELECT COALESCE(sum(sending), 0) FROM live WHERE live.tenant_id = waiting.tenant_id)
                  + row_number() OVER (PARTITION BY tenant_id ORDER BY turn_of_webhook, next_attempt_at, id) AS turn
         FROM waiting WHERE turn_of_webhook <= $4
       ), chosen AS (
         SELECT tenant_id, id, turn FROM ranked WHERE turn <= $3 ORDER BY turn, next_attempt_at, id
         LIMIT GREATEST(0, $2 - (SELECT COALESCE(sum(sending), 0) FROM live))
       ), locked AS (
         SELECT delivery.tenant_id, delivery.id, chosen.turn FROM webhook_delivery AS delivery
         JOIN chosen ON chosen.tenant_id = delivery.tenant_id AND chosen.id = delivery.id
         WHERE delivery.status = 'PENDING' AND delivery.next_attempt_at <= $1
         FOR UPDATE OF delivery SKIP LOCKED
       ), released AS (
         UPDATE webhook_delivery AS delivery SET release = delivery.release + 1, released_until = $5
         FROM locked WHERE delivery.tenant_id = locked.tenant_id AND delivery.id = locked.id
         RETURNING delivery.tenant_id, delivery.id, delivery.release, locked.turn
       )
       SELECT tenant_id AS "tenantId", id AS "deliveryId", release FROM released ORDER BY turn`,
      [now, window, perTenant, perWebhook, new Date(now.getTime() + holdMs)],
    );
  }

  /** Deletes deliveries that were made before `before`, the oldest first, `limit` at most. Gives how many. */
  async deleteOld(before: Date, limit: number): Promise<number> {
    const rows = await this.#tx.query(
      `DELETE FROM webhook_delivery
       WHERE (tenant_id, id) IN (SELECT tenant_id, id FROM webhook_delivery WHERE created_at < $1 ORDER BY created_at LIMIT $2 FOR UPDATE SKIP LOCKED)
       RETURNING 1`,
      [before, limit],
    );
    return rows.length;
  }

  /** Deletes what never became a webhook: its making crashed. Gives how many. */
  async deleteUnfulfilled(before: Date): Promise<number> {
    return (await this.#tx.query(`DELETE FROM webhook WHERE state = 'PENDING' AND created_at < $1 RETURNING 1`, [before])).length;
  }
}
