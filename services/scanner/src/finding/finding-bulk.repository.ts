import type { Transaction } from '@offload/service-kit';
import type { NativeFinding } from '../collection/collection.ts';
import type { FindingRow } from './finding.entity.ts';

/** Which scan of which account writes, and when. */
export interface Sighting {
  readonly cloudAccountId: string;
  readonly scanSeq: number;
  readonly jobAttempt: number;
  readonly at: Date;
}

export type SeenFinding = Pick<
  FindingRow,
  'id' | 'checkId' | 'resourceType' | 'severityRank' | 'evaluation' | 'title' | 'message' | 'remedy' | 'assetId' | 'region'
>;

/** What was enumerated whole. A null region: wherever the type is. */
export interface SweptScope {
  readonly resourceType: string;
  readonly region: string | null;
  /** By an index that lags behind the provider's own records. */
  readonly isIndexed: boolean;
}

/** A swept scope, and since which scan what was not seen there is gone: this one where no index was asked. */
export interface JudgedScope extends SweptScope {
  readonly goneBefore: number;
}

export interface SweptSource {
  readonly source: NativeFinding['source'];
  readonly region: string | null;
}

/** Seen by an older scan, or by an earlier attempt of the job of this one. */
const isStale = (seq: string, attempt: string): string => `(scan_seq < ${seq} OR (scan_seq = ${seq} AND job_attempt < ${attempt}))`;

/**
 * The writes of a scan to the tenant's findings: whole pages in one statement. What an older scan says of a finding never overwrites what a newer one
 * said. A SUPPRESSED finding stays so while it is seen.
 */
export class FindingBulkRepository {
  readonly #tx: Transaction;
  readonly #tenantId: string;
  readonly #sighting: Sighting;

  constructor(tx: Transaction, sighting: Sighting) {
    this.#tx = tx;
    this.#tenantId = tx.tenantId;
    this.#sighting = sighting;
  }

  /** What checks say is wrong, or could not judge. */
  async recordPosture(findings: readonly SeenFinding[]): Promise<void> {
    await this.#record(findings, 'POSTURE', { title: 'excluded.title', message: 'excluded.message', remedy: 'excluded.remedy' });
  }

  /** What a native source says is wrong. Security Hub retells what GuardDuty found: the words of the one that found it stay. */
  async recordNative(findings: readonly SeenFinding[], source: NativeFinding['source']): Promise<void> {
    if (findings.length === 0) return;
    const { cloudAccountId, scanSeq, jobAttempt } = this.#sighting;
    const retold = `excluded.sources[1] = 'AWS_SECURITY_HUB' AND 'AWS_GUARDDUTY' = ANY (finding.sources)`;
    const word = (column: string): string => `CASE WHEN ${retold} THEN finding.${column} ELSE excluded.${column} END`;

    await this.#record(findings, source, { title: word('title'), message: word('message'), remedy: word('remedy') });
    const sorted = inOrder(findings);
    await this.#tx.query(
      `INSERT INTO native_sighting (tenant_id, finding_id, source, cloud_account_id, region, scan_seq, job_attempt)
       SELECT $1, seen.id, $2, $3, seen.region, $4, $5 FROM unnest($6::uuid[], $7::text[]) AS seen(id, region)
       ON CONFLICT (tenant_id, finding_id, source) DO UPDATE
         SET region = excluded.region, scan_seq = excluded.scan_seq, job_attempt = excluded.job_attempt
         WHERE native_sighting.scan_seq <= excluded.scan_seq`,
      [this.#tenantId, source, cloudAccountId, scanSeq, jobAttempt, sorted.map(({ id }) => id), sorted.map(({ region }) => region)],
    );
  }

  async #record(findings: readonly SeenFinding[], source: string, words: { title: string; message: string; remedy: string }): Promise<void> {
    if (findings.length === 0) return;
    const { cloudAccountId, scanSeq, jobAttempt, at } = this.#sighting;
    const sorted = inOrder(findings);
    const column = <K extends keyof SeenFinding>(name: K): SeenFinding[K][] => sorted.map((finding) => finding[name]);

    await this.#tx.query(
      `INSERT INTO finding (tenant_id, cloud_account_id, sources, status, first_seen_at, last_seen_at, scan_seq, job_attempt,
                            id, check_id, resource_type, severity_rank, evaluation, title, message, remedy, asset_id, region)
       SELECT $1, $2, ARRAY[$3], 'OPEN', $4, $4, $5, $6, seen.*
       FROM unnest($7::uuid[], $8::text[], $9::text[], $10::smallint[], $11::text[], $12::text[], $13::text[], $14::text[], $15::uuid[], $16::text[]) AS seen
       ON CONFLICT (tenant_id, id) DO UPDATE
         SET sources = CASE WHEN $3 = ANY (finding.sources) AND finding.status <> 'RESOLVED' THEN finding.sources
                            WHEN finding.status = 'RESOLVED' THEN excluded.sources
                            ELSE finding.sources || excluded.sources END,
             status = CASE WHEN finding.status = 'SUPPRESSED' THEN 'SUPPRESSED' ELSE 'OPEN' END,
             check_id = excluded.check_id, resource_type = excluded.resource_type,
             severity_rank = excluded.severity_rank, evaluation = excluded.evaluation,
             title = ${words.title}, message = ${words.message}, remedy = ${words.remedy},
             asset_id = excluded.asset_id, region = excluded.region,
             last_seen_at = excluded.last_seen_at, scan_seq = excluded.scan_seq, job_attempt = excluded.job_attempt
         WHERE finding.scan_seq <= excluded.scan_seq`,
      [
        this.#tenantId, cloudAccountId, source, at, scanSeq, jobAttempt,
        column('id'), column('checkId'), column('resourceType'), column('severityRank'), column('evaluation'),
        column('title'), column('message'), column('remedy'), column('assetId'), column('region'),
      ],
    );
  }

  /** What passes now: resolved where it was a finding before. */
  async resolve(ids: readonly string[]): Promise<void> {
    if (ids.length === 0) return;
    const { scanSeq } = this.#sighting;
    await this.#tx.query(
      `WITH passed AS (
         SELECT finding.id FROM finding JOIN unnest($2::uuid[]) AS seen(id) USING (id)
         WHERE tenant_id = $1 AND status <> 'RESOLVED' AND scan_seq <= $3 ORDER BY finding.id FOR UPDATE OF finding
       )
       UPDATE finding SET status = 'RESOLVED' FROM passed WHERE finding.tenant_id = $1 AND finding.id = passed.id`,
      [this.#tenantId, ids, scanSeq],
    );
  }

  /**
   * Resolves what checks found before in scopes that were now seen whole, and that this attempt did not find again: for as long as inventory keeps a
   * resource that an index left out, its findings stay, too. That a type was not seen at all is resolved in any case.
   */
  async resolveUnseen(scopes: readonly JudgedScope[]): Promise<void> {
    if (scopes.length === 0) return;
    const { cloudAccountId, scanSeq, jobAttempt } = this.#sighting;
    await this.#tx.query(
      `UPDATE finding SET status = 'RESOLVED'
       FROM unnest($5::text[], $6::text[], $7::int[], $8::boolean[]) AS swept(resource_type, region, gone_before, is_indexed)
       WHERE finding.tenant_id = $1 AND finding.cloud_account_id = $2 AND finding.resource_type = swept.resource_type
         AND (swept.region IS NULL OR finding.region = swept.region) AND finding.status <> 'RESOLVED' AND ${isStale('$3', '$4')}
         AND (NOT swept.is_indexed OR finding.asset_id IS NULL OR finding.scan_seq < swept.gone_before)`,
      [
        this.#tenantId, cloudAccountId, scanSeq, jobAttempt,
        scopes.map(({ resourceType }) => resourceType), scopes.map(({ region }) => region),
        scopes.map(({ goneBefore }) => goneBefore), scopes.map(({ isIndexed }) => isIndexed),
      ],
    );
  }

  /** Takes a source off the findings that it no longer names; those that no other source names are resolved. */
  async resolveUnseenNative({ source, region }: SweptSource): Promise<void> {
    const { cloudAccountId, scanSeq, jobAttempt } = this.#sighting;
    const stale = `tenant_id = $1 AND cloud_account_id = $2 AND source = $3 AND ($4::text IS NULL OR region = $4) AND ${isStale('$5', '$6')}`;
    const params = [this.#tenantId, cloudAccountId, source, region, scanSeq, jobAttempt];

    // The findings are held first: two sources that let go of one at the same time would each see the other's sighting, and neither would resolve it.
    const held = await this.#tx.query<{ id: string }>(
      `SELECT id FROM finding WHERE tenant_id = $1 AND id IN (SELECT finding_id FROM native_sighting WHERE ${stale}) ORDER BY id FOR UPDATE`,
      params,
    );
    const gone = await this.#tx.query<{ id: string }>(
      `DELETE FROM native_sighting WHERE ${stale} AND finding_id = ANY ($7::uuid[]) RETURNING finding_id AS id`,
      [...params, held.map(({ id }) => id)],
    );
    await this.#tx.query(
      `UPDATE finding
       SET status = CASE WHEN remaining.sources IS NULL THEN 'RESOLVED' ELSE status END, sources = COALESCE(remaining.sources, finding.sources)
       FROM unnest($2::uuid[]) AS gone(id)
       CROSS JOIN LATERAL (SELECT array_agg(source ORDER BY source) AS sources FROM native_sighting WHERE tenant_id = $1 AND finding_id = gone.id) AS remaining
       WHERE finding.tenant_id = $1 AND finding.id = gone.id`,
      [this.#tenantId, gone.map(({ id }) => id)],
    );
  }
}

/** Each finding once, by id: a statement may touch a row once, and jobs that write the same rows in the same order do not lock each other out. */
function inOrder(findings: readonly SeenFinding[]): SeenFinding[] {
  const byId = new Map(findings.map((finding) => [finding.id, finding]));
  return [...byId.values()].sort((left, right) => (left.id < right.id ? -1 : 1));
}
