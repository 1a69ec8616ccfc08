import type { Transaction } from '@offload/service-kit';

/** What was enumerated whole. A null region: wherever the type is. */
export interface SweptScope {
  type: string;
  region: string | null;
  /** By an index that lags behind the provider's own records. */
  isIndexed: boolean;
}

/** Which scopes were swept, and since which scan what was not seen there is gone. */
export class AssetSweepRepository {
  readonly #tx: Transaction;
  readonly #tenantId: string;

  constructor(tx: Transaction, tenantId: string) {
    this.#tx = tx;
    this.#tenantId = tenantId;
  }

  /**
   * Remembers a scan's sweeps. Gives for each scope, in their order, the `scanSeq` that an asset must have been seen since to be there: this scan's, or,
   * where an index was asked, that of the sweep before, 0 when there is none or a newer one. The same sweep again gives the same.
   */
  async record(cloudAccountId: string, scanSeq: number, scopes: readonly SweptScope[]): Promise<number[]> {
    const indexed = scopes.filter(({ isIndexed }) => isIndexed);
    if (indexed.length === 0) return scopes.map(() => scanSeq);

    const key = ({ type, region }: { type: string; region: string | null }): string => `${type}\n${region ?? ''}`;
    const sorted = indexed.toSorted((one, other) => (key(one) < key(other) ? -1 : 1));
    const rows = await this.#tx.query<{ type: string; region: string; scan_seq: number; gone_before: number }>(
      `INSERT INTO asset_sweep AS known (tenant_id, cloud_account_id, type, region, scan_seq, gone_before)
       SELECT $1, $2, swept.type, swept.region, $3, 0 FROM unnest($4::text[], $5::text[]) AS swept(type, region)
       ON CONFLICT (tenant_id, cloud_account_id, type, region) DO UPDATE SET
         gone_before = CASE WHEN known.scan_seq < excluded.scan_seq THEN known.scan_seq ELSE known.gone_before END,
         scan_seq = greatest(known.scan_seq, excluded.scan_seq)
       RETURNING type, region, scan_seq, gone_before`,
      [this.#tenantId, cloudAccountId, scanSeq, sorted.map(({ type }) => type), sorted.map(({ region }) => region ?? '')],
    );
    const goneBefore = new Map(rows.map((row) => [key(row), row.scan_seq === scanSeq ? row.gone_before : 0]));
    return scopes.map((scope) => (scope.isIndexed ? goneBefore.get(key(scope))! : scanSeq));
  }

  /** Forgets the sweeps of an account that was disconnected. */
  async forget(cloudAccountId: string): Promise<void> {
    await this.#tx.query(`DELETE FROM asset_sweep WHERE tenant_id = $1 AND cloud_account_id = $2`, [this.#tenantId, cloudAccountId]);
  }
}
