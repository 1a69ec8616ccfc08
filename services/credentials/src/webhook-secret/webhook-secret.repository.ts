import type { ReadTransaction, SystemDatabase } from '@offload/service-kit';

/** The secret that a webhook's deliveries are signed with. The secret itself lies in the secret store, under `pathId`. */
export interface WebhookSecret {
  webhookId: string;
  pathId: string;
  /** `UNCLAIMED` until accounts, asked, has said that the webhook came to be. It signs all the same: only accounts asks, and only for what it has. */
  state: 'UNCLAIMED' | 'ACTIVE' | 'DESTROYED';
  createdAt: Date;
}

/** The secrets of one tenant's webhooks. */
export class WebhookSecretRepository {
  readonly #tx: ReadTransaction;
  readonly #tenantId: string;

  constructor(tx: ReadTransaction, tenantId: string) {
    this.#tx = tx;
    this.#tenantId = tenantId;
  }

  /** The secret of a webhook, also one that has ended and is not destroyed yet; null when the tenant has none. */
  async find(webhookId: string): Promise<WebhookSecret | null> {
    return this.#one(webhookId, '');
  }

  /** The same, locked for a change. */
  async lock(webhookId: string): Promise<WebhookSecret | null> {
    return this.#one(webhookId, 'FOR UPDATE');
  }

  /** Fails when the webhook has one. */
  async insert({ webhookId, pathId, state, createdAt }: WebhookSecret): Promise<void> {
    await this.#tx.query(`INSERT INTO webhook_secret (tenant_id, webhook_id, path_id, state, created_at) VALUES ($1, $2, $3, $4, $5)`, [
      this.#tenantId,
      webhookId,
      pathId,
      state,
      createdAt,
    ]);
  }

  async setState(webhookId: string, state: WebhookSecret['state']): Promise<void> {
    await this.#tx.query(`UPDATE webhook_secret SET state = $3 WHERE tenant_id = $1 AND webhook_id = $2`, [this.#tenantId, webhookId, state]);
  }

  /** Forgets a secret that is destroyed, with its versions; false when there was none. */
  async forget(webhookId: string): Promise<boolean> {
    const rows = await this.#tx.query(`DELETE FROM webhook_secret WHERE tenant_id = $1 AND webhook_id = $2 AND state = 'DESTROYED' RETURNING 1`, [
      this.#tenantId,
      webhookId,
    ]);
    return rows.length > 0;
  }

  /** Notes a version before it is written to the store; it is swept at `until` unless it is taken into use. */
  async beginVersion(webhookId: string, version: number, until: Date): Promise<void> {
    await this.#tx.query(
      `INSERT INTO webhook_secret_version (tenant_id, webhook_id, version, signs, until) VALUES ($1, $2, $3, false, $4)
       ON CONFLICT (tenant_id, webhook_id, version) DO UPDATE SET until = excluded.until WHERE NOT webhook_secret_version.signs`,
      [this.#tenantId, webhookId, version, until],
    );
  }

  /** Takes a version into use: the newest signs without end, the one before it until `overlapUntil` at most, and any older one no more. */
  async useVersion(webhookId: string, version: number, now: Date, overlapUntil: Date): Promise<void> {
    await this.#tx.query(`UPDATE webhook_secret_version SET signs = true, until = NULL WHERE tenant_id = $1 AND webhook_id = $2 AND version = $3`, [
      this.#tenantId,
      webhookId,
      version,
    ]);
    await this.#tx.query(
      `WITH ranked AS (
         SELECT version, row_number() OVER (ORDER BY version DESC) AS place FROM webhook_secret_version
         WHERE tenant_id = $1 AND webhook_id = $2 AND signs AND (until IS NULL OR until > $3)
       )
       UPDATE webhook_secret_version AS held
       SET until = CASE ranked.place WHEN 1 THEN NULL WHEN 2 THEN LEAST(COALESCE(held.until, $4), $4) ELSE $3::timestamptz END
       FROM ranked WHERE held.tenant_id = $1 AND held.webhook_id = $2 AND held.version = ranked.version`,
      [this.#tenantId, webhookId, now, overlapUntil],
    );
  }

  /** The versions that sign now, the newest first: one, or two for a day after a rotation. */
  async signingVersions(webhookId: string, now: Date): Promise<number[]> {
    const rows = await this.#tx.query<{ version: number }>(
      `SELECT version FROM webhook_secret_version
       WHERE tenant_id = $1 AND webhook_id = $2 AND signs AND (until IS NULL OR until > $3) ORDER BY version DESC`,
      [this.#tenantId, webhookId, now],
    );
    return rows.map(({ version }) => version);
  }

  /** Forgets a version that is destroyed. */
  async forgetVersion(webhookId: string, version: number): Promise<void> {
    await this.#tx.query(`DELETE FROM webhook_secret_version WHERE tenant_id = $1 AND webhook_id = $2 AND version = $3`, [
      this.#tenantId,
      webhookId,
      version,
    ]);
  }

  async #one(webhookId: string, lock: '' | 'FOR UPDATE'): Promise<WebhookSecret | null> {
    const [row] = await this.#tx.query<WebhookSecret>(
      `SELECT webhook_id AS "webhookId", path_id AS "pathId", state, created_at AS "createdAt"
       FROM webhook_secret WHERE tenant_id = $1 AND webhook_id = $2 ${lock}`,
      [this.#tenantId, webhookId],
    );
    return row ?? null;
  }
}

/**
 * Something of any tenant's that the sweep sees to: a secret that nobody claimed or that is not destroyed yet, or, with its number, a version that is
 * due.
 */
export interface LeftBehindWebhookSecret {
  tenantId: string;
  webhookId: string;
  pathId: string;
  state: WebhookSecret['state'];
  version: number | null;
}

/** What crashes, outages and rotations left of the secrets of all tenants' webhooks, for the sweep alone; the oldest first. */
export const leftBehindWebhookSecrets = (
  system: SystemDatabase,
  unclaimedBefore: Date,
  now: Date,
  limit: number,
): Promise<LeftBehindWebhookSecret[]> =>
  system.read((tx) =>
    tx.query<LeftBehindWebhookSecret>(
      `(SELECT tenant_id AS "tenantId", webhook_id AS "webhookId", path_id AS "pathId", state, NULL::integer AS version FROM webhook_secret
        WHERE state = 'DESTROYED' OR (state = 'UNCLAIMED' AND created_at < $1) ORDER BY created_at LIMIT $3)
       UNION ALL
       (SELECT held.tenant_id, held.webhook_id, secret.path_id, secret.state, held.version FROM webhook_secret_version AS held
        JOIN webhook_secret AS secret USING (tenant_id, webhook_id)
        WHERE held.until <= $2 ORDER BY held.until LIMIT $3)`,
      [unclaimedBefore, now, limit],
    ),
  );
