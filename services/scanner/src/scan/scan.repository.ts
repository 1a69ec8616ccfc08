import { isTerminal, scanEntity, type ScanRow, type ScanStatus } from './scan.entity.ts';
import type { TerminalScanStatus } from '@offload/contracts';
import type { ReadTransaction } from '@offload/service-kit';
import { In } from 'typeorm';

/** Which scans to list. */
export interface ScanFilter {
  cloudAccountId?: string | null;
  statuses?: readonly ScanStatus[] | null;
}

/** Where a scan lies in the list: newest first. */
export type ScanKey = readonly [queuedAt: string, id: string];

/** The tenant's scans. */
export class ScanRepository {
  readonly #tx: ReadTransaction;
  readonly #tenantId: string;

  constructor(tx: ReadTransaction) {
    this.#tx = tx;
    this.#tenantId = tx.tenantId;
  }

  find(id: string): Promise<ScanRow | null> {
    return this.#tx.manager.findOneBy(scanEntity, { tenantId: this.#tenantId, id });
  }

  findMany(ids: readonly string[]): Promise<ScanRow[]> {
    return this.#tx.manager.findBy(scanEntity, { tenantId: this.#tenantId, id: In([...ids]) });
  }

  /** The scan and its row lock: whoever ends a scan holds it. */
  async lock(id: string): Promise<ScanRow | null> {
    return this.#tx.manager.findOne(scanEntity, { where: { tenantId: this.#tenantId, id }, lock: { mode: 'pessimistic_write' } });
  }

  /** The scan of an account that is queued or running. */
  async active(cloudAccountId: string): Promise<ScanRow | null> {
    return this.#tx.manager.findOneBy(scanEntity, { tenantId: this.#tenantId, cloudAccountId, status: In(['QUEUED', 'RUNNING']) });
  }

  /** The scan of each account that was started last. */
  latest(cloudAccountIds: readonly string[]): Promise<ScanRow[]> {
    return this.#tx.manager
      .createQueryBuilder(scanEntity, 'scan')
      .distinctOn(['scan.cloudAccountId'])
      .where('scan.tenantId = :tenantId AND scan.cloudAccountId = ANY(:ids)', { tenantId: this.#tenantId, ids: cloudAccountIds })
      .orderBy('scan.cloudAccountId')
      .addOrderBy('scan.scanSeq', 'DESC')
      .getMany();
  }

  /** A page of scans after a key, newest first. */
  page(filter: ScanFilter, after: ScanKey | undefined, limit: number): Promise<ScanRow[]> {
    const query = this.#matching(filter);
    if (after) query.andWhere('(scan.queuedAt, scan.id) < (:afterAt, :afterId)', { afterAt: after[0], afterId: after[1] });
    return query.orderBy('scan.queuedAt', 'DESC').addOrderBy('scan.id', 'DESC').limit(limit).getMany();
  }

  count(filter: ScanFilter): Promise<number> {
    return this.#matching(filter).getCount();
  }

  #matching({ cloudAccountId, statuses }: ScanFilter) {
    const query = this.#tx.manager.createQueryBuilder(scanEntity, 'scan').where('scan.tenantId = :tenantId', { tenantId: this.#tenantId });
    if (cloudAccountId) query.andWhere('scan.cloudAccountId = :cloudAccountId', { cloudAccountId });
    if (statuses) query.andWhere('scan.status = ANY(:statuses)', { statuses });
    return query;
  }

  /** Stores a new scan; false when the account has one that is not over: the partial unique index decides. */
  async insert(scan: ScanRow): Promise<boolean> {
    const inserted = await this.#tx.query(
      `INSERT INTO scan (tenant_id, id, cloud_account_id, type, status, trigger, scan_seq, regions, revision, queued_at)
       VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)
       ON CONFLICT (tenant_id, cloud_account_id) WHERE status IN ('QUEUED', 'RUNNING') DO NOTHING
       RETURNING 1`,
      [
        this.#tenantId, scan.id, scan.cloudAccountId, scan.type, scan.status,
        scan.trigger, scan.scanSeq, scan.regions, scan.revision, scan.queuedAt,
      ],
    );
    return inserted.length > 0;
  }

  /** The first job of a queued scan runs. */
  async begin(id: string, at: Date): Promise<void> {
    await this.#tx.query(
      `UPDATE scan SET status = 'RUNNING', started_at = $3, revision = revision + 1 WHERE tenant_id = $1 AND id = $2 AND status = 'QUEUED'`,
      [this.#tenantId, id, at],
    );
  }

  /** Ends a scan whose row is held, and gives it as it then is. Throws when it was over already. */
  async end(scan: ScanRow, status: TerminalScanStatus, at: Date): Promise<ScanRow> {
    if (isTerminal(scan.status)) throw new Error('a scan ends once');

    const ended: ScanRow = { ...scan, status, finishedAt: at, revision: scan.revision + 1 };
    await this.#tx.query(`UPDATE scan SET status = $3, finished_at = $4, revision = $5 WHERE tenant_id = $1 AND id = $2`, [
      this.#tenantId,
      scan.id,
      status,
      at,
      ended.revision,
    ]);
    return ended;
  }
}
