import type { ReadTransaction } from '@offload/service-kit';
import { In } from 'typeorm';
import type { GapReason } from '../collection/collection.ts';
import { gapEntity, type GapRow } from './gap.entity.ts';

/** What the jobs of a scan in one region add up to. */
export interface RegionTotals {
  scanId: string;
  region: string;
  jobs: number;
  /** Those that have begun: released does not count, as nothing was called yet. */
  begun: number;
  ended: number;
  failed: number;
  cancelled: number;
  sawNothing: number;
  assets: number;
  findings: number;
  reasons: GapReason[];
}

/** How far the tenant's scans are, region by region. */
export class ScanProgressRepository {
  readonly #tx: ReadTransaction;
  readonly #tenantId: string;

  constructor(tx: ReadTransaction) {
    this.#tx = tx;
    this.#tenantId = tx.tenantId;
  }

  /** In the order in which the regions are looked at. */
  regions(scanIds: readonly string[]): Promise<RegionTotals[]> {
    return this.#tx.query<RegionTotals>(
      `SELECT job.scan_id AS "scanId", job.region,
              count(*)::int AS jobs,
              (count(*) FILTER (WHERE status IN ('RUNNING', 'DONE', 'FAILED')))::int AS begun,
              (count(*) FILTER (WHERE status IN ('DONE', 'FAILED', 'CANCELLED')))::int AS ended,
              (count(*) FILTER (WHERE status = 'FAILED'))::int AS failed,
              (count(*) FILTER (WHERE status = 'CANCELLED'))::int AS cancelled,
              (count(*) FILTER (WHERE saw_nothing))::int AS "sawNothing",
              sum(assets)::int AS assets,
              sum(findings)::int AS findings,
              COALESCE((
                SELECT array_agg(DISTINCT gap.reason) FROM gap JOIN job AS blind ON blind.tenant_id = gap.tenant_id AND blind.id = gap.job_id
                WHERE gap.tenant_id = $1 AND gap.scan_id = job.scan_id AND blind.region = job.region
              ), '{}') AS reasons
       FROM job WHERE job.tenant_id = $1 AND job.scan_id = ANY ($2::uuid[])
       GROUP BY job.scan_id, job.region ORDER BY job.scan_id, min(position)`,
      [this.#tenantId, scanIds],
    );
  }

  gaps(scanIds: readonly string[]): Promise<GapRow[]> {
    return this.#tx.manager.find(gapEntity, {
      where: { tenantId: this.#tenantId, scanId: In([...scanIds]) },
      order: { region: 'ASC', action: 'ASC', reason: 'ASC', jobId: 'ASC' },
    });
  }
}
