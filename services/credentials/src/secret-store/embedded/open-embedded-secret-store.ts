import { Secret, violatedConstraint, type Database, type Transaction } from '@offload/service-kit';
import { assertSecretPath, SecretConflict, SecretStoreError, type SecretPath, type SecretStore } from '../secret-store.ts';
import { dataKeyContext, secretContext } from './contexts.ts';
import { newKey, open, seal } from './envelope.ts';
import { holdingMasterKey, holdMasterKey } from './master-key-lock.ts';
import { loadMasterKey } from './master-key.ts';
import { checkMasterKey, settleRotation } from './settle-rotation.ts';

export interface EmbeddedSecretStoreOptions {
  /** credentials' own database, migrated. */
  database: Database;
  /** The path of the master key file; made when there is none and nothing is sealed. */
  masterKeyFile: string;
}

/**
 * Seals secrets in the database: master key file → a data key per tenant → the secret, each bound to what it is for, so that a row that is
 * changed, or moved to another tenant, account or version, does not open.
 * @throws SecretStoreError when the master key file is gone, another's, or readable by others
 */
export async function openEmbeddedSecretStore({ database, masterKeyFile }: EmbeddedSecretStoreOptions): Promise<SecretStore> {
  // Alone for a moment, where nobody else runs: a rotation may have been cut short.
  await holdingMasterKey(database, 'alone', () => settleRotation(database, masterKeyFile)).catch((error: unknown) => {
    if (!(error instanceof SecretStoreError && error.code === 'IN_USE')) throw error;
  });
  // Shared with other replicas: the key is not rotated while any of them holds it in memory.
  const held = await holdMasterKey(database, 'shared');
  const masterKey = await readOrMakeKey(database, masterKeyFile).catch(async (error: unknown) => {
    await held.release();
    throw error;
  });

  const unwrap = (tenantId: string, wrapped: Buffer): Secret<Buffer> => new Secret(open(masterKey, wrapped, dataKeyContext(tenantId)));

  async function dataKeyOf(tx: Transaction): Promise<Secret<Buffer>> {
    if (!held.isHeld()) throw lockLost();
    const find = () => tx.query<{ wrapped: Buffer }>('SELECT wrapped FROM secret_data_key WHERE tenant_id = $1', [tx.tenantId]);
    const [known] = await find();
    if (known) return unwrap(tx.tenantId, known.wrapped);

    const fresh = seal(masterKey, newKey().reveal(), dataKeyContext(tx.tenantId));
    await tx.query('INSERT INTO secret_data_key (tenant_id, wrapped) VALUES ($1, $2) ON CONFLICT DO NOTHING', [tx.tenantId, fresh]);
    return unwrap(tx.tenantId, (await find())[0]!.wrapped);
  }

  const currentVersion = async (path: SecretPath): Promise<number> => {
    assertSecretPath(path);
    return database.read(path.tenantId, async (tx) => {
      const [row] = await tx.query<{ version: number }>(
        'SELECT COALESCE(max(version), 0) AS version FROM secret WHERE tenant_id = $1 AND cloud_account_id = $2',
        [path.tenantId, path.cloudAccountId],
      );
      return row!.version;
    });
  };

  return {
    async put(path, secret, { cas }) {
      assertSecretPath(path);
      const current = await currentVersion(path);
      if (current !== cas) throw new SecretConflict(current);
      const version = cas + 1;

      try {
        await database.transact(path.tenantId, async (tx) => {
          const dataKey = await dataKeyOf(tx);
          const sealed = seal(dataKey, Buffer.from(secret.reveal(), 'utf8'), secretContext(path, version));
          await tx.query('INSERT INTO secret (tenant_id, cloud_account_id, version, sealed) VALUES ($1, $2, $3, $4)', [
            path.tenantId,
            path.cloudAccountId,
            version,
            sealed,
          ]);
        });
      } catch (error) {
        // The key decides who was first, not the look before.
        if (violatedConstraint(error) === 'secret_pkey') throw new SecretConflict(await currentVersion(path));
        throw error;
      }
      return version;
    },
    currentVersion,
    async get(path, version) {
      assertSecretPath(path);
      const [row] = await database.read(path.tenantId, (tx) =>
        tx.query<{ sealed: Buffer | null; wrapped: Buffer | null }>(
          `SELECT s.sealed, k.wrapped FROM secret s LEFT JOIN secret_data_key k ON k.tenant_id = s.tenant_id
           WHERE s.tenant_id = $1 AND s.cloud_account_id = $2 AND s.version = $3`,
          [path.tenantId, path.cloudAccountId, version],
        ),
      );
      if (!row?.sealed) return null;
      if (!row.wrapped) throw new SecretStoreError('TAMPERED', 'a sealed secret has lost the data key of its tenant');

      const plain = open(unwrap(path.tenantId, row.wrapped), row.sealed, secretContext(path, version));
      return new Secret(plain.toString('utf8'));
    },
    async destroyVersion(path, version) {
      assertSecretPath(path);
      // The row stays, empty, so that its number is not given again.
      await database.transact(path.tenantId, (tx) =>
        tx.query('UPDATE secret SET sealed = NULL WHERE tenant_id = $1 AND cloud_account_id = $2 AND version = $3', [
          path.tenantId,
          path.cloudAccountId,
          version,
        ]),
      );
    },
    async destroy(path) {
      assertSecretPath(path);
      await database.transact(path.tenantId, (tx) =>
        tx.query('DELETE FROM secret WHERE tenant_id = $1 AND cloud_account_id = $2', [path.tenantId, path.cloudAccountId]),
      );
    },
    async ready() {
      if (!held.isHeld()) throw lockLost();
      await database.ping();
    },
    close: () => held.release(),
  };
}

const lockLost = (): SecretStoreError =>
  new SecretStoreError('UNAVAILABLE', 'the connection that held the master key was lost, and the key may have been rotated since: restart the service');

async function readOrMakeKey(database: Database, masterKeyFile: string): Promise<Secret<Buffer>> {
  const someKeys = await database.system.read((tx) => tx.query('SELECT 1 FROM secret_data_key LIMIT 1'));
  const masterKey = await loadMasterKey(masterKeyFile, async () => someKeys.length > 0);
  await checkMasterKey(database, masterKey, masterKeyFile);
  return masterKey;
}
