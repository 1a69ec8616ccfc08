import type { Transaction } from '@offload/service-kit';

/** An asset as it is about to be written. */
export interface AssetRow {
  id: string;
  type: string;
  providerRef: string;
  region: string | null;
  name: string | null;
  sortName: string;
  tags: string;
  configuration: string;
  contentHash: string;
}

/** By how much the number of live assets of a type in a region changed. */
interface CountChange {
  type: string;
  region: string | null;
  change: number;
}

/** Writes assets in bulk: one statement a batch and table, never one a row. */
export class AssetWriterRepository {
  readonly #tx: Transaction;
  readonly #tenantId: string;

  constructor(tx: Transaction, tenantId: string) {
    this.#tx = tx;
    this.#tenantId = tenantId;
  }

  /**
   * Stores what one scan saw of an account, each asset once. An asset that a newer scan has seen already is left alone; one that did not change costs
   * a narrow row only. Gives how many were new, changed or back.
   */
  async upsert(cloudAccountId: string, scanSeq: number, observedAt: Date, seen: readonly AssetRow[]): Promise<number> {
    const known = await this.#lock(seen.map((row) => row.id));
    const current = seen.filter((row) => (known.get(row.id)?.scanSeq ?? 0) <= scanSeq);
    const written = current.filter((row) => {
      const before = known.get(row.id);
      return !before || before.removed || before.contentHash !== row.contentHash;
    });

    await this.#keepVersions(written.filter((row) => known.has(row.id) && known.get(row.id)!.contentHash !== row.contentHash));
    await this.#write(cloudAccountId, observedAt, written);
    await this.#sight(scanSeq, observedAt, current);
    await this.#count(
      cloudAccountId,
      written.filter((row) => known.get(row.id)?.removed ?? true).map(({ type, region }) => ({ type, region, change: 1 })),
    );
    return written.length;
  }

  /** Retires the live assets of a scope that no scan since `scanSeq` saw, that one included. A null region means every region. Gives how many. */
  async retire(cloudAccountId: string, scope: { type: string; region: string | null }, scanSeq: number, at: Date): Promise<number> {
    const gone = await this.#tx.query<{ type: string; region: string | null }>(
      `UPDATE asset SET removed_at = $6 FROM asset_sighting sighting
       WHERE asset.tenant_id = $1 AND asset.cloud_account_id = $2 AND asset.type = $3 AND ($4::text IS NULL OR asset.region = $4) AND asset.removed_at IS NULL
         AND sighting.tenant_id = asset.tenant_id AND sighting.asset_id = asset.id AND sighting.scan_seq < $5
       RETURNING asset.type, asset.region`,
      [this.#tenantId, cloudAccountId, scope.type, scope.region, scanSeq, at],
    );
    await this.#count(
      cloudAccountId,
      gone.map((row) => ({ ...row, change: -1 })),
    );
    return gone.length;
  }

  /** Retires everything of an account. */
  async retireAll(cloudAccountId: string, at: Date): Promise<void> {
    await this.#tx.query(`UPDATE asset SET removed_at = $3 WHERE tenant_id = $1 AND cloud_account_id = $2 AND removed_at IS NULL`, [
      this.#tenantId,
      cloudAccountId,
      at,
    ]);
    await this.#tx.query(`DELETE FROM asset_count WHERE tenant_id = $1 AND cloud_account_id = $2`, [this.#tenantId, cloudAccountId]);
  }

  async #lock(ids: readonly string[]): Promise<Map<string, { contentHash: string; removed: boolean; scanSeq: number }>> {
    const rows = await this.#tx.query<{ id: string; content_hash: string; removed: boolean; scan_seq: number }>(
      `SELECT asset.id, replace(asset.content_hash::text, '-', '') AS content_hash, asset.removed_at IS NOT NULL AS removed, sighting.scan_seq
       FROM asset JOIN asset_sighting sighting ON sighting.tenant_id = asset.tenant_id AND sighting.asset_id = asset.id
       WHERE asset.tenant_id = $1 AND asset.id = ANY ($2::uuid[]) ORDER BY asset.id FOR UPDATE`,
      [this.#tenantId, ids],
    );
    return new Map(rows.map((row) => [row.id, { contentHash: row.content_hash, removed: row.removed, scanSeq: row.scan_seq }]));
  }

  async #keepVersions(changing: readonly AssetRow[]): Promise<void> {
    if (changing.length === 0) return;
    await this.#tx.query(
      `INSERT INTO asset_version (tenant_id, asset_id, number, seen_at, tags, configuration)
       SELECT tenant_id, id, version, changed_at, tags, configuration FROM asset WHERE tenant_id = $1 AND id = ANY ($2::uuid[])
       ON CONFLICT DO NOTHING`,
      [this.#tenantId, changing.map((row) => row.id)],
    );
  }

  async #write(cloudAccountId: string, at: Date, rows: readonly AssetRow[]): Promise<void> {
    if (rows.length === 0) return;
    await this.#tx.query(
      `INSERT INTO asset (tenant_id, id, cloud_account_id, type, provider_ref, region, name, sort_name, tags, configuration, content_hash, version,
                          changed_at, first_seen_at)
       SELECT $1, id, $2, type, provider_ref, region, name, sort_name, tags::jsonb, configuration::jsonb, content_hash, 1, $3, $3
       FROM unnest($4::uuid[], $5::text[], $6::text[], $7::text[], $8::text[], $9::text[], $10::text[], $11::text[], $12::uuid[])
         AS seen (id, type, provider_ref, region, name, sort_name, tags, configuration, content_hash)
       ON CONFLICT (tenant_id, id) DO UPDATE SET
         name = excluded.name, sort_name = excluded.sort_name, region = excluded.region, tags = excluded.tags, configuration = excluded.configuration,
         version = asset.version + (asset.content_hash IS DISTINCT FROM excluded.content_hash)::int,
         changed_at = CASE WHEN asset.content_hash IS DISTINCT FROM excluded.content_hash THEN excluded.changed_at ELSE asset.changed_at END,
         content_hash = excluded.content_hash, removed_at = NULL`,
      [
        this.#tenantId,
        cloudAccountId,
        at,
        rows.map((row) => row.id),
        rows.map((row) => row.type),
        rows.map((row) => row.providerRef),
        rows.map((row) => row.region),
        rows.map((row) => row.name),
        rows.map((row) => row.sortName),
        rows.map((row) => row.tags),
        rows.map((row) => row.configuration),
        rows.map((row) => row.contentHash),
      ],
    );
  }

  async #sight(scanSeq: number, at: Date, rows: readonly AssetRow[]): Promise<void> {
    if (rows.length === 0) return;
    await this.#tx.query(
      `INSERT INTO asset_sighting AS known (tenant_id, asset_id, scan_seq, seen_at)
       SELECT $1, id, $2, $3 FROM unnest($4::uuid[]) AS seen (id)
       ON CONFLICT (tenant_id, asset_id) DO UPDATE SET scan_seq = excluded.scan_seq, seen_at = greatest(known.seen_at, excluded.seen_at)
       WHERE known.scan_seq <= excluded.scan_seq`,
      [this.#tenantId, scanSeq, at, rows.map((row) => row.id)],
    );
  }

  /** Sorted by key, so that two batches that count the same rows never wait for each other in a circle. */
  async #count(cloudAccountId: string, changes: readonly CountChange[]): Promise<void> {
    const sums = new Map<string, number>();
    for (const { type, region, change } of changes) {
      const key = `${type}\n${region ?? 'global'}`;
      sums.set(key, (sums.get(key) ?? 0) + change);
    }
    if (sums.size === 0) return;

    const rows = [...sums].sort(([a], [b]) => (a < b ? -1 : 1)).map(([key, change]) => [...key.split('\n'), change] as [string, string, number]);
    await this.#tx.query(
      `INSERT INTO asset_count AS known (tenant_id, cloud_account_id, type, region, count)
       SELECT $1, $2, type, region, change FROM unnest($3::text[], $4::text[], $5::int[]) AS changed (type, region, change)
       ON CONFLICT (tenant_id, cloud_account_id, type, region) DO UPDATE SET count = known.count + excluded.count`,
      [this.#tenantId, cloudAccountId, rows.map(([type]) => type), rows.map(([, region]) => region), rows.map(([, , change]) => change)],
    );
  }
}
