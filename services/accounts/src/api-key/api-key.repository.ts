import type { Database, ReadTransaction } from '@offload/service-kit';
import { apiKeyEntity, type ApiKeyRow } from './api-key.entity.ts';

/** The API keys of one tenant. */
export class ApiKeyRepository {
  readonly #tx: ReadTransaction;

  constructor(tx: ReadTransaction) {
    this.#tx = tx;
  }

  async insertIfAbsent(key: ApiKeyRow): Promise<void> {
    await this.#tx.manager.createQueryBuilder().insert().into(apiKeyEntity).values(key).orIgnore().execute();
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
}
