import type { ReadTransaction, SystemDatabase } from '@offload/service-kit';
import { In } from 'typeorm';
import { connectionTestEntity, credentialEntity, type ConnectionTestRow, type CredentialRow } from './credential.entity.ts';
import type { Credential, StoredConnectionTest } from './credential.ts';

/** What sealing adds to a credential. */
export interface Sealed {
  kind: Credential['kind'];
  secretVersion: number;
  fingerprint: string;
  providerAccountId: string;
  issuedAt: Date | null;
  sealedAt: Date;
  nextTestAt: Date;
}

/** The credentials of one tenant, and the last connection test of each. */
export class CredentialRepository {
  readonly #tx: ReadTransaction;
  readonly #tenantId: string;

  constructor(tx: ReadTransaction, tenantId: string) {
    this.#tx = tx;
    this.#tenantId = tenantId;
  }

  ofCloudAccount(cloudAccountId: string): Promise<Credential | null> {
    return this.#tx.manager.findOneBy(credentialEntity, { tenantId: this.#tenantId, cloudAccountId });
  }

  /** In any order; those of other tenants do not exist. */
  ofCloudAccounts(cloudAccountIds: readonly string[]): Promise<Credential[]> {
    return this.#tx.manager.findBy(credentialEntity, { tenantId: this.#tenantId, cloudAccountId: In([...cloudAccountIds]) });
  }

  byIds(ids: readonly string[]): Promise<Credential[]> {
    return this.#tx.manager.findBy(credentialEntity, { tenantId: this.#tenantId, id: In([...ids]) });
  }

  /** Locks a credential for a change; null when the tenant has none for that account. */
  lock(cloudAccountId: string): Promise<Credential | null> {
    return this.#tx.manager.findOne(credentialEntity, {
      where: { tenantId: this.#tenantId, cloudAccountId },
      lock: { mode: 'pessimistic_write' },
    });
  }

  /** Writes the row of a credential that is about to be tested, if the account has none yet, and gives the one it has. */
  async begin(credential: Credential): Promise<Credential> {
    await this.#tx.manager
      .createQueryBuilder()
      .insert()
      .into(credentialEntity)
      .values({ ...credential, tenantId: this.#tenantId })
      .orIgnore()
      .execute();
    return (await this.ofCloudAccount(credential.cloudAccountId))!;
  }

  /** Says which version was sealed. False when the row is gone, sealed already, or given up. */
  async seal(id: string, { sealedAt, ...sealed }: Sealed): Promise<boolean> {
    const rows = await this.#tx.query(
      `UPDATE credential SET kind = $3, secret_version = $4, fingerprint = $5, provider_account_id = $6, created_at = $7, last_verified_at = $7,
         issued_at = $8, next_test_at = $9
       WHERE tenant_id = $1 AND id = $2 AND state = 'UNCLAIMED' AND secret_version IS NULL RETURNING id`,
      [this.#tenantId, id, sealed.kind, sealed.secretVersion, sealed.fingerprint, sealed.providerAccountId, sealedAt, sealed.issuedAt, sealed.nextTestAt],
    );
    return rows.length > 0;
  }

  /** Removes a row that was never sealed. */
  async forgetUnsealed(id: string): Promise<void> {
    await this.#tx.query(`DELETE FROM credential WHERE tenant_id = $1 AND id = $2 AND state = 'UNCLAIMED' AND secret_version IS NULL`, [
      this.#tenantId,
      id,
    ]);
  }

  async activate(id: string): Promise<void> {
    await this.#tx.manager.update(credentialEntity, { tenantId: this.#tenantId, id, state: 'UNCLAIMED' }, { state: 'ACTIVE' });
  }

  /** Ends the credential of an account, if it has one that has not ended. A version that nobody noted counts as 0: something may lie in the secret store. */
  async end(cloudAccountId: string): Promise<void> {
    await this.#tx.query(
      `UPDATE credential SET state = 'DESTROYED', secret_version = COALESCE(secret_version, 0)
       WHERE tenant_id = $1 AND cloud_account_id = $2 AND state <> 'DESTROYED'`,
      [this.#tenantId, cloudAccountId],
    );
  }

  /** Ends it, and also one that has ended and whose secret is destroyed: something was written to the secret store after that. */
  async endAnew(cloudAccountId: string): Promise<void> {
    await this.#tx.query(
      `UPDATE credential SET state = 'DESTROYED', secret_version = COALESCE(secret_version, 0) WHERE tenant_id = $1 AND cloud_account_id = $2`,
      [this.#tenantId, cloudAccountId],
    );
  }

  /** The secret store holds nothing of a destroyed credential any more. */
  async forgetSecret(cloudAccountId: string): Promise<void> {
    await this.#tx.query(
      `UPDATE credential SET secret_version = NULL WHERE tenant_id = $1 AND cloud_account_id = $2 AND state = 'DESTROYED'`,
      [this.#tenantId, cloudAccountId],
    );
  }

  /** Writes a credential that this transaction has locked. */
  async update(credential: Credential): Promise<void> {
    await this.#tx.manager.update(credentialEntity, { tenantId: this.#tenantId, id: credential.id }, credential);
  }

  /** Takes a credential whose time to be tested has come, until `again`. False when it was taken, tested or destroyed meanwhile. */
  async takeForTest(cloudAccountId: string, now: Date, again: Date): Promise<boolean> {
    const rows = await this.#tx.query(
      `UPDATE credential SET next_test_at = $4
       WHERE tenant_id = $1 AND cloud_account_id = $2 AND state = 'ACTIVE' AND next_test_at <= $3 RETURNING id`,
      [this.#tenantId, cloudAccountId, now, again],
    );
    return rows.length > 0;
  }

  /** Notes until when a lease reads. False when the credential was destroyed or replaced meanwhile: the lease must not be given out then. */
  async noteLease(id: string, secretVersion: number, expiresAt: Date): Promise<boolean> {
    const rows = await this.#tx.query(
      `UPDATE credential SET lease_expires_at = GREATEST(lease_expires_at, $4)
       WHERE tenant_id = $1 AND id = $2 AND secret_version = $3 AND state <> 'DESTROYED' RETURNING id`,
      [this.#tenantId, id, secretVersion, expiresAt],
    );
    return rows.length > 0;
  }

  /** The last tests of these accounts, in any order. */
  testsOf(cloudAccountIds: readonly string[]): Promise<StoredConnectionTest[]> {
    return this.#tx.manager.findBy(connectionTestEntity, { tenantId: this.#tenantId, cloudAccountId: In([...cloudAccountIds]) });
  }

  async testOf(cloudAccountId: string): Promise<StoredConnectionTest | null> {
    return (await this.testsOf([cloudAccountId]))[0] ?? null;
  }

  /** Keeps a test as the last one of its account. */
  async keepTest(test: StoredConnectionTest): Promise<void> {
    const row: ConnectionTestRow = { ...test, tenantId: this.#tenantId };
    await this.#tx.manager.upsert(connectionTestEntity, row as never, ['tenantId', 'cloudAccountId']);
  }
}

/** Credentials of all tenants that were left behind, for the sweep alone. */
export class LeftBehindCredentials {
  readonly #system: SystemDatabase;

  constructor(system: SystemDatabase) {
    this.#system = system;
  }

  /** Unclaimed since before `before`, or destroyed while the secret store was away; the oldest first. */
  list(before: Date, limit: number): Promise<Pick<CredentialRow, 'tenantId' | 'cloudAccountId' | 'state'>[]> {
    return this.#system.read((tx) =>
      tx.query(
        `SELECT tenant_id AS "tenantId", cloud_account_id AS "cloudAccountId", state FROM credential
         WHERE (state = 'UNCLAIMED' AND created_at < $1) OR (state = 'DESTROYED' AND secret_version IS NOT NULL)
         ORDER BY created_at LIMIT $2`,
        [before, limit],
      ),
    );
  }
}
