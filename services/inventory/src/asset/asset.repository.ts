import { keysetCondition, type PageRequest, type ReadTransaction } from '@offload/service-kit';
import type { Asset, AssetCount, AssetSelection, AssetVersion } from './asset.ts';

/** What orders a list of assets. */
export type AssetKey = readonly [type: string, sortName: string, id: string];

type Row = Asset & { sortName: string };

const columns = `asset.id, asset.cloud_account_id AS "cloudAccountId", asset.type, asset.name, asset.region, asset.provider_ref AS "providerRef", asset.tags,
  asset.configuration, asset.version, asset.changed_at AS "changedAt", asset.first_seen_at AS "firstSeenAt", sighting.seen_at AS "lastSeenAt",
  asset.removed_at AS "removedAt", asset.sort_name AS "sortName"`;
const source = `asset JOIN asset_sighting sighting ON sighting.tenant_id = asset.tenant_id AND sighting.asset_id = asset.id`;

/** Reads the assets of one tenant. */
export class AssetRepository {
  readonly #tx: ReadTransaction;
  readonly #tenantId: string;

  constructor(tx: ReadTransaction, tenantId: string) {
    this.#tx = tx;
    this.#tenantId = tenantId;
  }

  /** The assets of these ids, in any order; those of other tenants do not exist. */
  byIds(ids: readonly string[]): Promise<Row[]> {
    return this.#tx.query(`SELECT ${columns} FROM ${source} WHERE asset.tenant_id = $1 AND asset.id = ANY ($2::uuid[])`, [this.#tenantId, ids]);
  }

  /** One page, by type, name and id. */
  page(selection: AssetSelection, page: PageRequest<AssetKey>): Promise<Row[]> {
    const { condition, params } = this.#where(selection);
    const keyset = keysetCondition(
      { columns: ['asset.type', 'asset.sort_name', 'asset.id'], direction: 'asc' },
      page.after,
      params.length + 1,
    );
    return this.#tx.query(
      `SELECT ${columns} FROM ${source} WHERE ${condition} AND ${keyset.condition} ORDER BY ${keyset.orderBy} LIMIT ${page.limit}`,
      [...params, ...keyset.params],
    );
  }

  async count(selection: AssetSelection): Promise<number> {
    const { condition, params } = this.#where(selection);
    const [row] = await this.#tx.query<{ count: number }>(`SELECT count(*)::int AS count FROM asset WHERE ${condition}`, params);
    return row!.count;
  }

  /** The live assets of some accounts, counted by type and region. */
  counts(cloudAccountIds: readonly string[]): Promise<AssetCount[]> {
    return this.#tx.query(
      `SELECT cloud_account_id AS "cloudAccountId", type, region, count FROM asset_count
       WHERE tenant_id = $1 AND cloud_account_id = ANY ($2::uuid[]) AND count > 0`,
      [this.#tenantId, cloudAccountIds],
    );
  }

  /** The superseded configurations of an asset below a number, newest first. */
  versions(assetId: string, below: number, limit: number): Promise<AssetVersion[]> {
    return this.#tx.query(
      `SELECT number, seen_at AS "seenAt", tags, configuration FROM asset_version
       WHERE tenant_id = $1 AND asset_id = $2 AND number < $3 ORDER BY number DESC LIMIT $4`,
      [this.#tenantId, assetId, below, limit],
    );
  }

  #where(selection: AssetSelection): { condition: string; params: unknown[] } {
    const params: unknown[] = [this.#tenantId];
    const conditions = ['asset.tenant_id = $1', selection.removed ? 'asset.removed_at IS NOT NULL' : 'asset.removed_at IS NULL'];
    const add = (sql: (parameter: string) => string, value: unknown) => conditions.push(sql(`$${params.push(value)}`));

    if (selection.cloudAccountId != null) add((one) => `asset.cloud_account_id = ${one}::uuid`, selection.cloudAccountId);
    if (selection.types != null) add((one) => `asset.type = ANY (${one}::text[])`, selection.types);
    if (selection.region != null) add((one) => `asset.region = ${one}`, selection.region);
    if (selection.nameContains != null) add((one) => `position(lower(${one}) IN lower(asset.name)) > 0`, selection.nameContains);
    if (selection.tag != null) {
      const { key, value } = selection.tag;
      if (value == null) add((one) => `asset.tags ? ${one}`, key);
      else add((one) => `asset.tags @> ${one}::jsonb`, JSON.stringify({ [key]: value }));
    }
    return { condition: conditions.join(' AND '), params };
  }
}
