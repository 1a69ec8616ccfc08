import type { ReadTransaction } from '@offload/service-kit';
import { tenantEntity, type TenantRow } from './tenant.entity.ts';

/** The tenant's own row. */
export class TenantRepository {
  readonly #tx: ReadTransaction;
  readonly #tenantId: string;

  constructor(tx: ReadTransaction, tenantId: string) {
    this.#tx = tx;
    this.#tenantId = tenantId;
  }

  get(): Promise<TenantRow | null> {
    return this.#tx.manager.findOneBy(tenantEntity, { tenantId: this.#tenantId });
  }

  async insertIfAbsent(tenant: TenantRow): Promise<void> {
    await this.#tx.manager.createQueryBuilder().insert().into(tenantEntity).values(tenant).orIgnore().execute();
  }
}
