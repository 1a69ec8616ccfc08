import type { PageRequest, ReadTransaction } from '@offload/service-kit';
import type { AttemptOutcome, WebhookDelivery, WebhookDeliveryStatus } from '../webhook.ts';
import type { WebhookEvent } from '../webhook-event.ts';

/** Which deliveries to list; what is not said does not matter. */
export interface DeliverySelection {
  statuses?: readonly WebhookDeliveryStatus[] | null;
  events?: readonly WebhookEvent[] | null;
}

/** What orders the list: newest first. */
export type DeliveryKey = readonly [createdAt: string, id: string];

/** A delivery in the hands of a worker, for one attempt. */
export interface ReleasedDelivery extends WebhookDelivery {
  body: string;
  url: string;
}

const columnsOf = (table: string): string => `${table}.id, ${table}.webhook_id AS "webhookId", ${table}.event, ${table}.status, ${table}.attempts,
  ${table}.next_attempt_at AS "nextAttemptAt", ${table}.last_attempt_at AS "lastAttemptAt", ${table}.response_status AS "responseStatus",
  ${table}.failure_code AS "failureCode", ${table}.failure, ${table}.created_at AS "createdAt"`;

/** The deliveries of one tenant's webhooks. */
export class WebhookDeliveryRepository {
  readonly #tx: ReadTransaction;
  readonly #tenantId: string;

  constructor(tx: ReadTransaction, tenantId: string) {
    this.#tx = tx;
    this.#tenantId = tenantId;
  }

  /** Plans a delivery, to be tried at once. An event that the webhook is told already is told no second time. */
  async insert(delivery: { id: string; webhookId: string; eventId: string; event: WebhookEvent; body: string; createdAt: Date }): Promise<void> {
    await this.#tx.query(
      `INSERT INTO webhook_delivery (tenant_id, id, webhook_id, event_id, event, body, status, next_attempt_at, created_at)
       VALUES ($1, $2, $3, $4, $5, $6, 'PENDING', $7, $7) ON CONFLICT (tenant_id, webhook_id, event_id) DO NOTHING`,
      [this.#tenantId, delivery.id, delivery.webhookId, delivery.eventId, delivery.event, delivery.body, delivery.createdAt],
    );
  }

  async find(id: string): Promise<WebhookDelivery | null> {
    const [row] = await this.#tx.query<WebhookDelivery>(
      `SELECT ${columnsOf('delivery')} FROM webhook_delivery AS delivery WHERE tenant_id = $1 AND id = $2`,
      [this.#tenantId, id],
    );
    return row ?? null;
  }

  page(webhookId: string, selection: DeliverySelection, page: PageRequest<DeliveryKey>): Promise<WebhookDelivery[]> {
    const { condition, params } = this.#where(webhookId, selection);
    const [createdAt, id] = page.after ?? [null, null];
    return this.#tx.query<WebhookDelivery>(
      `SELECT ${columnsOf('delivery')} FROM webhook_delivery AS delivery
       WHERE ${condition} AND ($5::timestamptz IS NULL OR (created_at, id) < ($5::timestamptz, $6::uuid)) ORDER BY created_at DESC, id DESC LIMIT $7`,
      [...params, createdAt, id, page.limit],
    );
  }

  async count(webhookId: string, selection: DeliverySelection): Promise<number> {
    const { condition, params } = this.#where(webhookId, selection);
    const [row] = await this.#tx.query<{ count: string }>(`SELECT count(*) AS count FROM webhook_delivery WHERE ${condition}`, params);
    return Number(row!.count);
  }

  /** The delivery that a release names, with where it goes; null when the release is over, or the webhook is switched off. */
  async released(id: string, release: number, now: Date): Promise<ReleasedDelivery | null> {
    const [row] = await this.#tx.query<ReleasedDelivery>(
      `SELECT ${columnsOf('delivery')}, delivery.body, webhook.url FROM webhook_delivery AS delivery
       JOIN webhook ON webhook.tenant_id = delivery.tenant_id AND webhook.id = delivery.webhook_id
       WHERE delivery.tenant_id = $1 AND delivery.id = $2 AND delivery.release = $3 AND delivery.status = 'PENDING' AND delivery.released_until > $4
         AND webhook.state = 'ENABLED'`,
      [this.#tenantId, id, release, now],
    );
    return row ?? null;
  }

  /**
   * Writes down what an attempt came to, and what is next: DELIVERED, DEAD, or PENDING until `nextAttemptAt` (null: until the webhook is enabled).
   * False when the release was over: another attempt is, or was, the one that counts.
   */
  async settle(
    id: string,
    release: number,
    attempt: { outcome: AttemptOutcome; at: Date; status: WebhookDeliveryStatus; nextAttemptAt: Date | null },
  ): Promise<boolean> {
    const { outcome, at, status, nextAttemptAt } = attempt;
    const rows = await this.#tx.query(
      `UPDATE webhook_delivery SET status = $4, attempts = attempts + 1, released_until = NULL, next_attempt_at = $5, last_attempt_at = $6,
         response_status = $7, failure_code = $8, failure = $9
       WHERE tenant_id = $1 AND id = $2 AND release = $3 AND status = 'PENDING' RETURNING 1`,
      [
        this.#tenantId,
        id,
        release,
        status,
        nextAttemptAt,
        at,
        outcome.responseStatus,
        outcome.delivered ? null : outcome.code,
        outcome.delivered ? null : outcome.failure,
      ],
    );
    return rows.length > 0;
  }

  /** Gives a release back that nobody works on: what was due still is. */
  async unrelease(id: string, release: number): Promise<void> {
    await this.#tx.query(
      `UPDATE webhook_delivery SET released_until = NULL WHERE tenant_id = $1 AND id = $2 AND release = $3 AND status = 'PENDING'`,
      [this.#tenantId, id, release],
    );
  }

  /** Puts back what could not be tried, and says nothing of the receiver. `nextAttemptAt` null: until the webhook is enabled. */
  async putBack(id: string, release: number, nextAttemptAt: Date | null): Promise<void> {
    await this.#tx.query(
      `UPDATE webhook_delivery SET released_until = NULL, next_attempt_at = $4
       WHERE tenant_id = $1 AND id = $2 AND release = $3 AND status = 'PENDING'`,
      [this.#tenantId, id, release, nextAttemptAt],
    );
  }

  /** Tries again, from the start and at once, what has ended; what is pending is tried at once, unless that is under way. Gives it as it is then. */
  async replay(id: string, now: Date): Promise<WebhookDelivery | null> {
    await this.#tx.query(
      `UPDATE webhook_delivery SET next_attempt_at = $3,
         attempts = CASE WHEN status = 'PENDING' THEN attempts ELSE 0 END, status = 'PENDING',
         released_until = CASE WHEN status = 'PENDING' THEN released_until END
       WHERE tenant_id = $1 AND id = $2`,
      [this.#tenantId, id, now],
    );
    return this.find(id);
  }

  /** What waits for a webhook that was switched off is not tried until it is enabled again. */
  async park(webhookId: string): Promise<void> {
    await this.#tx.query(`UPDATE webhook_delivery SET next_attempt_at = NULL WHERE tenant_id = $1 AND webhook_id = $2 AND status = 'PENDING'`, [
      this.#tenantId,
      webhookId,
    ]);
  }

  /** What waited for a webhook is tried now. */
  async unpark(webhookId: string, now: Date): Promise<void> {
    await this.#tx.query(
      `UPDATE webhook_delivery SET next_attempt_at = $3 WHERE tenant_id = $1 AND webhook_id = $2 AND status = 'PENDING' AND next_attempt_at IS NULL`,
      [this.#tenantId, webhookId, now],
    );
  }

  #where(webhookId: string, { statuses, events }: DeliverySelection): { condition: string; params: unknown[] } {
    return {
      condition: `tenant_id = $1 AND webhook_id = $2 AND ($3::text[] IS NULL OR status = ANY ($3)) AND ($4::text[] IS NULL OR event = ANY ($4))`,
      params: [this.#tenantId, webhookId, statuses ? [...statuses] : null, events ? [...events] : null],
    };
  }
}
