import type { ReadTransaction } from '@offload/service-kit';
import { cloudAccountEntity, type CloudAccountRow } from './cloud-account.entity.ts';

/** The tenant's cloud accounts, as events told of them. */
export class CloudAccountRepository {
  readonly #tx: ReadTransaction;
  readonly #tenantId: string;

  constructor(tx: ReadTransaction) {
    this.#tx = tx;
    this.#tenantId = tx.tenantId;
  }

  find(id: string): Promise<CloudAccountRow | null> {
    return this.#tx.manager.findOneBy(cloudAccountEntity, { tenantId: this.#tenantId, id });
  }

  /** Remembers an account that was connected, or connected again. */
  async connect(account: Omit<CloudAccountRow, 'tenantId' | 'isConnected' | 'lastScanSeq'>): Promise<void> {
    await this.#tx.query(
      `INSERT INTO cloud_account (tenant_id, id, provider, provider_account_id, is_connected, regions, simulated)
       VALUES ($1, $2, $3, $4, true, $5, $6)
       ON CONFLICT (tenant_id, id) DO UPDATE
         SET provider_account_id = excluded.provider_account_id, is_connected = true, regions = excluded.regions, simulated = excluded.simulated`,
      [this.#tenantId, account.id, account.provider, account.providerAccountId, account.regions, account.simulated],
    );
  }

  /** Remembers that access has ended; nothing when the account was never heard of. */
  async disconnect(id: string): Promise<void> {
    await this.#tx.query(`UPDATE cloud_account SET is_connected = false WHERE tenant_id = $1 AND id = $2`, [this.#tenantId, id]);
  }

  /** The number of the account's next scan. Holds the account's row, so that scans of one account are planned one after the other. */
  async takeScanSeq(id: string): Promise<number> {
    const [row] = await this.#tx.query<{ seq: number }>(
      `UPDATE cloud_account SET last_scan_seq = last_scan_seq + 1 WHERE tenant_id = $1 AND id = $2 RETURNING last_scan_seq AS seq`,
      [this.#tenantId, id],
    );
    if (!row) throw new Error('the cloud account is not known');
    return row.seq;
  }
}
