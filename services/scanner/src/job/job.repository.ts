import { newId } from '@offload/contracts';
import type { ReadTransaction } from '@offload/service-kit';
import type { Gap, JobScope } from '../collection/collection.ts';
import type { ScanRow } from '../scan/scan.entity.ts';
import { jobEntity, type Attempt, type JobRow } from './job.entity.ts';

/** What the jobs of a scan add up to. */
export interface JobTotals {
  readonly jobs: number;
  /** Those that have not ended. */
  readonly open: number;
  readonly failed: number;
  /** Those that ended having seen nothing. */
  readonly sawNothing: number;
  readonly assets: number;
  readonly findings: number;
  readonly gaps: number;
}

/**
 * The tenant's jobs. What a worker writes is fenced: it takes effect only while the row is RUNNING in the worker's own attempt, and the row stays
 * locked until the transaction ends, so that nothing can supersede the attempt between the fence and the commit.
 */
export class JobRepository {
  readonly #tx: ReadTransaction;
  readonly #tenantId: string;

  constructor(tx: ReadTransaction) {
    this.#tx = tx;
    this.#tenantId = tx.tenantId;
  }

  find(id: string): Promise<JobRow | null> {
    return this.#tx.manager.findOneBy(jobEntity, { tenantId: this.#tenantId, id });
  }

  async insert(scan: ScanRow, scopes: readonly JobScope[]): Promise<void> {
    await this.#tx.query(
      `INSERT INTO job (tenant_id, id, scan_id, cloud_account_id, service, region, position, retry_at)
       SELECT $1, planned.id, $2, $3, planned.service, planned.region, planned.position, $4
       FROM unnest($5::uuid[], $6::text[], $7::text[]) WITH ORDINALITY AS planned(id, service, region, position)`,
      [
        this.#tenantId, scan.id, scan.cloudAccountId, scan.queuedAt,
        scopes.map(() => newId()), scopes.map(({ service }) => service), scopes.map(({ region }) => region),
      ],
    );
  }

  /** Takes a released job for a worker; null when it was released anew, taken or cancelled since: the message is stale. */
  async claim({ jobId, attempt }: Attempt, workerName: string, until: Date): Promise<JobRow | null> {
    const claimed = await this.#tx.query(
      `UPDATE job SET status = 'RUNNING', claimed_by = $4, claimed_until = $5, assets = 0, findings = 0
       WHERE tenant_id = $1 AND id = $2 AND attempt = $3 AND status = 'RELEASED' RETURNING 1`,
      [this.#tenantId, jobId, attempt, workerName, until],
    );
    return claimed.length > 0 ? this.find(jobId) : null;
  }

  /** Takes a release back whose message could not be sent: the job is queued as before. */
  async unrelease({ jobId, attempt }: Attempt, now: Date): Promise<void> {
    await this.#tx.query(
      `UPDATE job SET status = 'QUEUED', retry_at = $4::timestamptz + interval '1 second' WHERE tenant_id = $1 AND id = $2 AND attempt = $3 AND status = 'RELEASED'`,
      [this.#tenantId, jobId, attempt, now],
    );
  }

  /** Says that the worker is alive; false when the attempt is superseded or the job cancelled. */
  async extend(attempt: Attempt, until: Date): Promise<boolean> {
    return this.#fenced(attempt, 'claimed_until = $4', [until]);
  }

  /** Adds to what the attempt saw; false as in `extend`. */
  async add(attempt: Attempt, seen: { assets: number; findings: number }): Promise<boolean> {
    return this.#fenced(attempt, 'assets = assets + $4, findings = findings + $5', [seen.assets, seen.findings]);
  }

  /** The job ended; false as in `extend`. */
  async end(attempt: Attempt, status: 'DONE' | 'FAILED', facts: { at: Date; sawNothing: boolean }): Promise<boolean> {
    return this.#fenced(attempt, 'status = $4, finished_at = $5, saw_nothing = $6, claimed_by = NULL, claimed_until = NULL', [
      status,
      facts.at,
      facts.sawNothing,
    ]);
  }

  /** Puts the job back into the queue, not to be released before `retryAt`; false as in `extend`. */
  async putBack(attempt: Attempt, facts: { retryAt: Date; isFailure: boolean }): Promise<boolean> {
    return this.#fenced(
      attempt,
      `status = 'QUEUED', retry_at = $4, failures = failures + $5, deferrals = deferrals + $6, claimed_by = NULL, claimed_until = NULL, assets = 0, findings = 0`,
      [facts.retryAt, facts.isFailure ? 1 : 0, facts.isFailure ? 0 : 1],
    );
  }

  async #fenced({ jobId, attempt }: Attempt, change: string, params: unknown[]): Promise<boolean> {
    const held = await this.#tx.query(
      `UPDATE job SET ${change} WHERE tenant_id = $1 AND id = $2 AND attempt = $3 AND status = 'RUNNING' RETURNING 1`,
      [this.#tenantId, jobId, attempt, ...params],
    );
    return held.length > 0;
  }

  /** Holds every job of a scan that has not ended. */
  async lockOpen(scanId: string): Promise<void> {
    await this.#tx.query(
      `SELECT 1 FROM job WHERE tenant_id = $1 AND scan_id = $2 AND status IN ('QUEUED', 'RELEASED', 'RUNNING') ORDER BY position FOR UPDATE`,
      [this.#tenantId, scanId],
    );
  }

  async cancelOpen(scanId: string, at: Date): Promise<void> {
    await this.#tx.query(
      `UPDATE job SET status = 'CANCELLED', finished_at = $3, claimed_by = NULL, claimed_until = NULL
       WHERE tenant_id = $1 AND scan_id = $2 AND status IN ('QUEUED', 'RELEASED', 'RUNNING')`,
      [this.#tenantId, scanId, at],
    );
  }

  async totals(scanId: string): Promise<JobTotals> {
    const [totals] = await this.#tx.query<JobTotals>(
      `SELECT count(*)::int AS jobs,
              (count(*) FILTER (WHERE status IN ('QUEUED', 'RELEASED', 'RUNNING')))::int AS open,
              (count(*) FILTER (WHERE status = 'FAILED'))::int AS failed,
              (count(*) FILTER (WHERE saw_nothing))::int AS "sawNothing",
              COALESCE(sum(assets), 0)::int AS assets,
              COALESCE(sum(findings), 0)::int AS findings,
              (SELECT count(*)::int FROM gap WHERE tenant_id = $1 AND scan_id = $2 AND (reason <> 'NOT_ENABLED' OR resource_types <> '{}')) AS gaps
       FROM job WHERE tenant_id = $1 AND scan_id = $2`,
      [this.#tenantId, scanId],
    );
    return totals!;
  }

  /** Stores what a job could not see. */
  async insertGaps(job: Pick<JobRow, 'id' | 'scanId'>, gaps: readonly Gap[]): Promise<void> {
    if (gaps.length === 0) return;
    await this.#tx.query(
      `INSERT INTO gap (tenant_id, job_id, scan_id, region, action, reason, message, resource_types)
       SELECT $1, $2, $3, seen.region, seen.action, seen.reason, seen.message, ARRAY(SELECT jsonb_array_elements_text(seen.types))
       FROM unnest($4::text[], $5::text[], $6::text[], $7::text[], $8::jsonb[]) AS seen(region, action, reason, message, types)
       ON CONFLICT (tenant_id, job_id, region, action, reason) DO UPDATE SET message = excluded.message, resource_types = excluded.resource_types`,
      [
        this.#tenantId, job.id, job.scanId,
        gaps.map(({ region }) => region), gaps.map(({ action }) => action), gaps.map(({ reason }) => reason),
        gaps.map(({ message }) => message), gaps.map(({ resourceTypes }) => JSON.stringify(resourceTypes)),
      ],
    );
  }
}
