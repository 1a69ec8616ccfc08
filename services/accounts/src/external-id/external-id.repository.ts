import type { ReadTransaction } from '@offload/service-kit';

/** Which tenant an external ID belongs to, for ever, by keyed hash. */
export class ExternalIdRepository {
  readonly #tx: ReadTransaction;
  readonly #tenantId: string;

  constructor(tx: ReadTransaction, tenantId: string) {
    this.#tx = tx;
    this.#tenantId = tenantId;
  }

  /** Claims an external ID for the tenant; false when it is another's. Claiming one's own again changes nothing. */
  async claim(hash: Buffer, at: Date): Promise<boolean> {
    const claimed = await this.#tx.query(
      `INSERT INTO external_id_claim (hash, tenant_id, created_at) VALUES ($1, $2, $3) ON CONFLICT DO NOTHING RETURNING 1`,
      [hash, this.#tenantId, at],
    );
    return claimed.length > 0 || (await this.#isOwn(hash));
  }

  /**
   * Whether an external ID is another tenant's. Row-level security hides whose, and even that it is there: only an insert meets it, so one is tried and
   * taken back.
   */
  async isForeign(hash: Buffer): Promise<boolean> {
    await this.#tx.query('SAVEPOINT external_id');
    const mine = await this.claim(hash, new Date(0));
    await this.#tx.query('ROLLBACK TO SAVEPOINT external_id');
    return !mine;
  }

  async #isOwn(hash: Buffer): Promise<boolean> {
    const rows = await this.#tx.query(`SELECT 1 FROM external_id_claim WHERE hash = $1 AND tenant_id = $2`, [hash, this.#tenantId]);
    return rows.length > 0;
  }
}
