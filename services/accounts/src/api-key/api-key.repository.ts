import type { Database, ReadTransaction } from '@offload/service-kit';
import { In } from 'typeorm';
import { apiKeyEntity, type ApiKeyRow } from './api-key.entity.ts';

const active = `key.revoked_at IS NULL AND (key.expires_at IS NULL OR key.expires_at > :now)`;

/** The API keys of one tenant. */
export class ApiKeyRepository {
  readonly #tx: ReadTransaction;
  readonly #tenantId: string;

  constructor(tx: ReadTransaction, tenantId: string) {
    this.#tx = tx;
    this.#tenantId = tenantId;
  }

  #keys() {
    return this.#tx.manager.createQueryBuilder(apiKeyEntity, 'key').where('key.tenant_id = :tenantId', { tenantId: this.#tenantId });
  }

  /** Every active key and the latest that are not, newest first each. */
  async list(now: Date, { ended }: { ended: number }): Promise<ApiKeyRow[]> {
    const newestFirst = { 'key.createdAt': 'DESC', 'key.id': 'DESC' } as const;
    const activeKeys = await this.#keys().andWhere(active, { now }).orderBy(newestFirst).getMany();
    const endedKeys = await this.#keys().andWhere(`NOT (${active})`, { now }).orderBy(newestFirst).take(ended).getMany();
    return [...activeKeys, ...endedKeys];
  }

  countActive(now: Date): Promise<number> {
    return this.#keys().andWhere(active, { now }).getCount();
  }

  /** Keeps every other transaction from making a key of this tenant until this one ends, so that what was counted holds. */
  async lockMaking(): Promise<void> {
    await this.#tx.query(`SELECT pg_advisory_xact_lock(hashtextextended('api-key ' || $1, 0))`, [this.#tenantId]);
  }

  /** The key of that id, which nobody else changes until this transaction ends. */
  lock(id: string): Promise<ApiKeyRow | null> {
    return this.#keys().andWhere('key.id = :id', { id }).setLock('pessimistic_write').getOne();
  }

  /** The keys that somebody made and that were not revoked, locked. */
  lockMadeBy(createdBy: string): Promise<ApiKeyRow[]> {
    return this.#keys().andWhere('key.created_by = :createdBy AND key.revoked_at IS NULL', { createdBy }).setLock('pessimistic_write').getMany();
  }

  async insert(key: Omit<ApiKeyRow, 'tenantId'>): Promise<void> {
    await this.#tx.manager.insert(apiKeyEntity, { ...key, tenantId: this.#tenantId });
  }

  async insertIfAbsent(key: Omit<ApiKeyRow, 'tenantId'>): Promise<void> {
    await this.#tx.manager
      .createQueryBuilder()
      .insert()
      .into(apiKeyEntity)
      .values({ ...key, tenantId: this.#tenantId })
      .orIgnore()
      .execute();
  }

  async revoke(ids: readonly string[], at: Date): Promise<void> {
    await this.#tx.manager.update(apiKeyEntity, { tenantId: this.#tenantId, id: In([...ids]) }, { revokedAt: at });
  }
}

/** Finds a key before its tenant is known: the one look-up across tenants of this service. */
export class ApiKeyDirectory {
  readonly #database: Database;

  constructor(database: Database) {
    this.#database = database;
  }

  byHash(keyHash: string): Promise<ApiKeyRow | null> {
    return this.#database.system.read((tx) => tx.manager.findOneBy(apiKeyEntity, { keyHash }));
  }

  /** Writes down that a key was used, unless a use at `unlessSince` or later is known. */
  async used({ tenantId, id }: Pick<ApiKeyRow, 'tenantId' | 'id'>, at: Date, unlessSince: Date): Promise<void> {
    await this.#database.system.transact((tx) =>
      tx.query(`UPDATE api_key SET last_used_at = $3 WHERE tenant_id = $1 AND id = $2 AND (last_used_at IS NULL OR last_used_at < $4)`, [tenantId, id, at, unlessSince]),
    );
  }
}
