import type { ReadTransaction } from '@offload/service-kit';
import { In, type SelectQueryBuilder } from 'typeorm';
import { findingEntity, severities, type Evaluation, type FindingRow, type FindingSource, type FindingStatus, type Severity } from './finding.entity.ts';

/** Which findings to list. */
export interface FindingFilter {
  cloudAccountId?: string | null;
  checkId?: string | null;
  assetId?: string | null;
  severities?: readonly Severity[] | null;
  /** Without it: OPEN only. */
  statuses?: readonly FindingStatus[] | null;
  evaluation?: Evaluation | null;
  sources?: readonly FindingSource[] | null;
  region?: string | null;
}

export interface FindingOrder {
  field: 'SEVERITY' | 'FIRST_SEEN_AT' | 'LAST_SEEN_AT';
  direction: 'ASC' | 'DESC';
}

/** Where a finding lies in a list, by the columns of its order. */
export type FindingKey = readonly (string | number)[];

export interface FindingCounts {
  total: number;
  critical: number;
  high: number;
  medium: number;
  low: number;
  informational: number;
  unknown: number;
}

type KeyColumn = 'severityRank' | 'firstSeenAt' | 'lastSeenAt' | 'id';

/** The columns that each order goes by, the last one unique. */
export const orderColumns: Readonly<Record<FindingOrder['field'], readonly KeyColumn[]>> = {
  SEVERITY: ['severityRank', 'firstSeenAt', 'id'],
  FIRST_SEEN_AT: ['firstSeenAt', 'id'],
  LAST_SEEN_AT: ['lastSeenAt', 'id'],
};

/** The tenant's findings, for reading. */
export class FindingRepository {
  readonly #tx: ReadTransaction;
  readonly #tenantId: string;

  constructor(tx: ReadTransaction) {
    this.#tx = tx;
    this.#tenantId = tx.tenantId;
  }

  findMany(ids: readonly string[]): Promise<FindingRow[]> {
    return this.#tx.manager.findBy(findingEntity, { tenantId: this.#tenantId, id: In([...ids]) });
  }

  /** A page of findings after a key. */
  page(filter: FindingFilter, order: FindingOrder, after: FindingKey | undefined, limit: number): Promise<FindingRow[]> {
    const query = this.#matching(filter);
    const columns = orderColumns[order.field];

    if (after) {
      const names = columns.map((column) => `finding.${column}`).join(', ');
      const parameters = Object.fromEntries(after.map((value, index) => [`after${index}`, value]));
      const placeholders = columns.map((_, index) => `:after${index}`).join(', ');
      query.andWhere(`(${names}) ${order.direction === 'ASC' ? '>' : '<'} (${placeholders})`, parameters);
    }
    for (const column of columns) query.addOrderBy(`finding.${column}`, order.direction);
    return query.limit(limit).getMany();
  }

  count(filter: FindingFilter): Promise<number> {
    return this.#matching(filter).getCount();
  }

  #matching(filter: FindingFilter): SelectQueryBuilder<FindingRow> {
    const query = this.#tx.manager.createQueryBuilder(findingEntity, 'finding').where('finding.tenantId = :tenantId', { tenantId: this.#tenantId });

    query.andWhere('finding.status = ANY(:statuses)', { statuses: filter.statuses ?? ['OPEN'] });
    if (filter.cloudAccountId) query.andWhere('finding.cloudAccountId = :cloudAccountId', { cloudAccountId: filter.cloudAccountId });
    if (filter.checkId) query.andWhere('finding.checkId = :checkId', { checkId: filter.checkId });
    if (filter.assetId) query.andWhere('finding.assetId = :assetId', { assetId: filter.assetId });
    if (filter.severities) {
      query.andWhere('finding.severityRank = ANY(:ranks)', { ranks: filter.severities.map((severity) => severities.indexOf(severity)) });
    }
    if (filter.evaluation) query.andWhere('finding.evaluation = :evaluation', { evaluation: filter.evaluation });
    if (filter.sources) query.andWhere('finding.sources && :sources::text[]', { sources: filter.sources });
    if (filter.region) query.andWhere('finding.region = :region', { region: filter.region });
    return query;
  }

  /** The first open findings of each asset, the most severe first: `limit` of each. */
  async worstOfAssets(assetIds: readonly string[], limit: number): Promise<FindingRow[]> {
    const ids = await this.#tx.query<{ id: string }>(
      `SELECT worst.id FROM unnest($2::uuid[]) AS asset(id)
       CROSS JOIN LATERAL (
         SELECT finding.id FROM finding
         WHERE finding.tenant_id = $1 AND finding.asset_id = asset.id AND finding.status = 'OPEN'
         ORDER BY severity_rank DESC, first_seen_at DESC, finding.id DESC LIMIT $3
       ) AS worst`,
      [this.#tenantId, assetIds, limit],
    );
    const rows = await this.findMany(ids.map(({ id }) => id));
    return rows.sort(
      (left, right) =>
        right.severityRank - left.severityRank || right.firstSeenAt.getTime() - left.firstSeenAt.getTime() || (left.id < right.id ? 1 : -1),
    );
  }

  /** How many findings each account has open; an account without any has no entry. */
  async openCounts(cloudAccountIds: readonly string[]): Promise<Map<string, FindingCounts>> {
    const ofRank = (severity: Severity): string => `(count(*) FILTER (WHERE evaluation = 'FAIL' AND severity_rank = ${severities.indexOf(severity)}))::int`;
    const rows = await this.#tx.query<FindingCounts & { cloudAccountId: string }>(
      `SELECT cloud_account_id AS "cloudAccountId",
              (count(*) FILTER (WHERE evaluation = 'FAIL'))::int AS total,
              ${ofRank('CRITICAL')} AS critical, ${ofRank('HIGH')} AS high, ${ofRank('MEDIUM')} AS medium,
              ${ofRank('LOW')} AS low, ${ofRank('INFORMATIONAL')} AS informational,
              (count(*) FILTER (WHERE evaluation = 'UNKNOWN'))::int AS unknown
       FROM finding WHERE tenant_id = $1 AND cloud_account_id = ANY ($2::uuid[]) AND status = 'OPEN' GROUP BY 1`,
      [this.#tenantId, cloudAccountIds],
    );
    return new Map(rows.map(({ cloudAccountId, ...counts }) => [cloudAccountId, counts]));
  }

  /** Resolves whatever an account has. */
  async resolveAll(cloudAccountId: string): Promise<void> {
    await this.#tx.query(`UPDATE finding SET status = 'RESOLVED' WHERE tenant_id = $1 AND cloud_account_id = $2 AND status <> 'RESOLVED'`, [
      this.#tenantId,
      cloudAccountId,
    ]);
    await this.#tx.query(`DELETE FROM native_sighting WHERE tenant_id = $1 AND cloud_account_id = $2`, [this.#tenantId, cloudAccountId]);
  }
}
