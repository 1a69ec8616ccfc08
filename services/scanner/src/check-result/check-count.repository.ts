import type { ReadTransaction } from '@offload/service-kit';

/** How many resources a check passed, failed and could not judge. */
export interface Tally {
  pass: number;
  fail: number;
  unknown: number;
}

export interface JobOfCounts {
  readonly cloudAccountId: string;
  readonly service: string;
  readonly region: string;
}

/** What each check found, kept for each job's scope, so that a job replaces exactly what it answers for. */
export class CheckCountRepository {
  readonly #tx: ReadTransaction;
  readonly #tenantId: string;

  constructor(tx: ReadTransaction) {
    this.#tx = tx;
    this.#tenantId = tx.tenantId;
  }

  /** Replaces what the job's scope said about these checks; checks without a tally found nothing to judge. */
  async replace(job: JobOfCounts, checkIds: readonly string[], tallies: ReadonlyMap<string, Tally>): Promise<void> {
    const scope = [this.#tenantId, job.cloudAccountId, job.service, job.region];
    await this.#tx.query(
      `DELETE FROM check_count WHERE tenant_id = $1 AND cloud_account_id = $2 AND service = $3 AND region = $4 AND check_id = ANY ($5)`,
      [...scope, checkIds],
    );

    const counted = [...tallies];
    await this.#tx.query(
      `INSERT INTO check_count (tenant_id, cloud_account_id, service, region, check_id, pass, fail, unknown)
       SELECT $1, $2, $3, $4, counted.* FROM unnest($5::text[], $6::int[], $7::int[], $8::int[]) AS counted`,
      [
        ...scope,
        counted.map(([checkId]) => checkId),
        counted.map(([, { pass }]) => pass),
        counted.map(([, { fail }]) => fail),
        counted.map(([, { unknown }]) => unknown),
      ],
    );
  }

  async forget(cloudAccountId: string): Promise<void> {
    await this.#tx.query(`DELETE FROM check_count WHERE tenant_id = $1 AND cloud_account_id = $2`, [this.#tenantId, cloudAccountId]);
  }

  /** The tallies by check, over all accounts of the tenant or one. */
  async tallies(cloudAccountId: string | null): Promise<Map<string, Tally>> {
    const rows = await this.#tx.query<Tally & { checkId: string }>(
      `SELECT check_id AS "checkId", sum(pass)::int AS pass, sum(fail)::int AS fail, sum(unknown)::int AS unknown
       FROM check_count WHERE tenant_id = $1 AND ($2::uuid IS NULL OR cloud_account_id = $2) GROUP BY check_id`,
      [this.#tenantId, cloudAccountId],
    );
    return new Map(rows.map(({ checkId, ...tally }) => [checkId, tally]));
  }
}
