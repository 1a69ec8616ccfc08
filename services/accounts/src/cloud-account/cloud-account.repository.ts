import type { PageRequest, ReadTransaction } from '@offload/service-kit';
import { In, type SelectQueryBuilder } from 'typeorm';
import { cloudAccountEntity, type CloudAccountRow } from './cloud-account.entity.ts';
import type { CloudAccount, CloudAccountSelection } from './cloud-account.ts';

/** What orders a list of accounts: newest first. */
export type CloudAccountKey = readonly [connectedAt: string, id: string];

/** The cloud accounts of one tenant. */
export class CloudAccountRepository {
  readonly #tx: ReadTransaction;
  readonly #tenantId: string;

  constructor(tx: ReadTransaction, tenantId: string) {
    this.#tx = tx;
    this.#tenantId = tenantId;
  }

  /** The accounts of these ids, in any order; those of other tenants do not exist. */
  byIds(ids: readonly string[]): Promise<CloudAccount[]> {
    return this.#tx.manager.findBy(cloudAccountEntity, { tenantId: this.#tenantId, id: In([...ids]) });
  }

  byIdempotencyKey(idempotencyKey: string): Promise<CloudAccount | null> {
    return this.#tx.manager.findOneBy(cloudAccountEntity, { tenantId: this.#tenantId, idempotencyKey });
  }

  /** The connection that stands for a provider's account. */
  connected(provider: string, providerAccountId: string, simulated: boolean): Promise<CloudAccount | null> {
    return this.#tx.manager.findOneBy(cloudAccountEntity, {
      tenantId: this.#tenantId,
      provider: provider as CloudAccount['provider'],
      providerAccountId,
      simulated,
      status: In(['CONNECTED', 'DEGRADED']),
    });
  }

  page(selection: CloudAccountSelection, page: PageRequest<CloudAccountKey>): Promise<CloudAccount[]> {
    const query = this.#select(selection).orderBy('account.connectedAt', 'DESC').addOrderBy('account.id', 'DESC');
    if (page.after) query.andWhere('(account.connectedAt, account.id) < (:connectedAt, :id)', { connectedAt: page.after[0], id: page.after[1] });
    return query.limit(page.limit).getMany();
  }

  count(selection: CloudAccountSelection): Promise<number> {
    return this.#select(selection).getCount();
  }

  /** Inserts a new account. Fails on the index `cloud_account_once` when the tenant has it connected already. */
  async insert(account: CloudAccount): Promise<void> {
    await this.#tx.manager.insert(cloudAccountEntity, { ...account, tenantId: this.#tenantId });
  }

  /** Locks an account for a change; null when the tenant has none of that id. */
  lock(id: string): Promise<CloudAccount | null> {
    return this.#tx.manager.findOne(cloudAccountEntity, { where: { tenantId: this.#tenantId, id }, lock: { mode: 'pessimistic_write' } });
  }

  async update(account: CloudAccount): Promise<void> {
    await this.#tx.manager.update(cloudAccountEntity, { tenantId: this.#tenantId, id: account.id }, account);
  }

  #select(selection: CloudAccountSelection): SelectQueryBuilder<CloudAccountRow> {
    const query = this.#tx.manager.createQueryBuilder(cloudAccountEntity, 'account').where('account.tenantId = :tenantId', { tenantId: this.#tenantId });
    query.andWhere('account.status = ANY (:statuses)', { statuses: selection.statuses ?? ['CONNECTED', 'DEGRADED'] });
    if (selection.provider != null) query.andWhere('account.provider = :provider', { provider: selection.provider });
    if (selection.nameContains != null) query.andWhere('position(lower(:text) IN lower(account.name)) > 0', { text: selection.nameContains });
    return query;
  }
}
