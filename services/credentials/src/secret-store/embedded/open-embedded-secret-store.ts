import { Secret, violatedConstraint, type Database, type Transaction } from '@offload/service-kit';
import { assertSecretPath, SecretConflict, SecretStoreError, type SecretPath, type SecretStore } from '../secret-store.ts';
import { newKey, open, seal } from './envelope.ts';
import { loadMasterKey } from './master-key.ts';

export interface EmbeddedSecretStoreOptions {
  /** credentials' own database, migrated. */
  database: Database;
  /** The path of the master key file; made when there is none and nothing is sealed. */
  masterKeyFile: string;
}

const dataKeyContext = (tenantId: string): string => `offload data key v1\n${tenantId}`;
const secretContext = ({ tenantId, cloudAccountId }: SecretPath, version: number): string =>
  `offload secret v1\n${tenantId}\n${cloudAccountId}\n${version}`;

/**
 * Seals secrets in the database: master key file → a data key per tenant → the secret, each bound to what it is for, so that a row that is
 * changed, or moved to another tenant, account or version, does not open.
 * @throws SecretStoreError when the master key file is gone, another's, or readable by others
 */
export async function openEmbeddedSecretStore({ database, masterKeyFile }: EmbeddedSecretStoreOptions): Promise<SecretStore> {
  const someKeys = await database.system.read((tx) =>
    tx.query<{ tenant_id: string; wrapped: Buffer }>('SELECT tenant_id, wrapped FROM secret_data_key LIMIT 1'),
  );
  const masterKey = await loadMasterKey(masterKeyFile, async () => someKeys.length > 0);

  for (const { tenant_id: tenantId, wrapped } of someKeys) {
    try {
      open(masterKey, wrapped, dataKeyContext(tenantId));
    } catch {
      throw new SecretStoreError(
        'KEY_WRONG',
        `the master key file ${masterKeyFile} is not the one that the secrets in the database are sealed under`,
      );
    }
  }

  const unwrap = (tenantId: string, wrapped: Buffer): Secret<Buffer> => new Secret(open(masterKey, wrapped, dataKeyContext(tenantId)));

  async function dataKeyOf(tx: Transaction): Promise<Secret<Buffer>> {
    const find = () => tx.query<{ wrapped: Buffer }>('SELECT wrapped FROM secret_data_key WHERE tenant_id = $1', [tx.tenantId]);
    const [known] = await find();
    if (known) return unwrap(tx.tenantId, known.wrapped);

    const fresh = seal(masterKey, newKey().reveal(), dataKeyContext(tx.tenantId));
    await tx.query('INSERT INTO secret_data_key (tenant_id, wrapped) VALUES ($1, $2) ON CONFLICT DO NOTHING', [tx.tenantId, fresh]);
    return unwrap(tx.tenantId, (await find())[0]!.wrapped);
  }

  const currentVersion = (path: SecretPath): Promise<number> =>
    database.read(path.tenantId, async (tx) => {
      const [row] = await tx.query<{ version: number }>(
        'SELECT COALESCE(max(version), 0) AS version FROM secret WHERE tenant_id = $1 AND cloud_account_id = $2',
        [path.tenantId, path.cloudAccountId],
      );
      return row!.version;
    });

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
    ready: () => database.ping(),
    async close() {},
  };
}
