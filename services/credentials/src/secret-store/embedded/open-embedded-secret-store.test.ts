import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { findUnprotectedTables, Secret } from '@offload/service-kit';
import { testDatabase, type TestDatabase } from '@offload/testkit';
import { randomBytes, randomUUID } from 'node:crypto';
import { chmod, mkdtemp, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import pg from 'pg';
import { entities, migrations } from '../../database.ts';
import { secretStoreContract } from '../secret-store.contract.ts';
import type { SecretPath, SecretStore } from '../secret-store.ts';
import { openEmbeddedSecretStore as openStore } from './open-embedded-secret-store.ts';

const newPath = (): SecretPath => ({ tenantId: randomUUID(), cloudAccountId: randomUUID() });

const opened: SecretStore[] = [];
async function openEmbeddedSecretStore(options: Parameters<typeof openStore>[0]): Promise<SecretStore> {
  opened.push(await openStore(options));
  return opened.at(-1)!;
}

describe('the embedded secret store', () => {
  let test: TestDatabase;
  let directory: string;
  let masterKeyFile: string;
  let store: SecretStore;
  let admin: pg.Client;

  beforeAll(async () => {
    test = await testDatabase('credentials', { entities, migrations });
    directory = await mkdtemp(join(tmpdir(), 'offload-master-key-'));
    masterKeyFile = join(directory, 'keys', 'master.key');
    store = await openEmbeddedSecretStore({ database: test.database, masterKeyFile });
    admin = new pg.Client({ connectionString: test.adminUrl });
    await admin.connect();
  });
  afterAll(async () => {
    await admin.end();
    await Promise.all(opened.map((one) => one.close()));
    await test.drop();
    await rm(directory, { recursive: true });
  });

  secretStoreContract(() => store);

  async function sealed(text = 'a secret'): Promise<SecretPath> {
    const path = newPath();
    await store.put(path, new Secret(text), { cas: 0 });
    return path;
  }

  it('makes a master key file that nobody else may read', async () => {
    expect((await stat(masterKeyFile)).mode & 0o777).toBe(0o600);
    expect(Buffer.from(await readFile(masterKeyFile, 'utf8'), 'base64')).toHaveLength(32);
  });

  it('opens after a restart with the same key file', async () => {
    const path = await sealed('kept');
    const again = await openEmbeddedSecretStore({ database: test.database, masterKeyFile });

    expect((await again.get(path, 1))?.reveal()).toBe('kept');
  });

  it('holds nothing in the clear', async () => {
    const canary = `canary-${randomUUID()}`;
    await sealed(canary);

    const { rows } = await admin.query(`SELECT encode(sealed, 'escape') AS text, encode(sealed, 'base64') AS base64 FROM secret`);
    const printed = JSON.stringify(rows);
    expect(printed).not.toContain(canary);
    expect(printed.replaceAll('\\n', '')).not.toContain(Buffer.from(canary).toString('base64').slice(2, 30));
  });

  it.each([
    ['secret', 'sealed'],
    ['secret_data_key', 'wrapped'],
  ])('does not open a secret when any one byte of %s.%s was changed, was cut off or put on', async (table, column) => {
    const path = await sealed('short');
    const where = `tenant_id = '${path.tenantId}'`;
    const { rows } = await admin.query<{ bytes: Buffer }>(`SELECT ${column} AS bytes FROM ${table} WHERE ${where}`);
    const whole = rows[0]!.bytes;
    const changed = Array.from(whole, (byte, index) => Buffer.from(whole.with(index, byte ^ (1 << index % 8))));

    for (const bytes of [...changed, whole.subarray(0, -1), whole.subarray(1), Buffer.concat([whole, Buffer.alloc(1)]), Buffer.alloc(0)]) {
      await admin.query(`UPDATE ${table} SET ${column} = $1 WHERE ${where}`, [bytes]);
      await expect(store.get(path, 1)).rejects.toMatchObject({ name: 'SecretStoreError', code: 'TAMPERED' });
    }
    await admin.query(`UPDATE ${table} SET ${column} = $1 WHERE ${where}`, [whole]);
    expect((await store.get(path, 1))?.reveal()).toBe('short');
  });

  it('does not open two versions that changed places', async () => {
    const path = await sealed('first');
    await store.put(path, new Secret('second'), { cas: 1 });
    await admin.query(`UPDATE secret SET version = version + 10 WHERE tenant_id = $1`, [path.tenantId]);
    await admin.query(`UPDATE secret SET version = 13 - version WHERE tenant_id = $1`, [path.tenantId]);

    for (const version of [1, 2]) await expect(store.get(path, version)).rejects.toMatchObject({ code: 'TAMPERED' });
  });

  it('does not open a secret that was moved to another account, version or tenant', async () => {
    const [path, other] = [await sealed('mine'), await sealed('another')];
    const sibling = { ...path, cloudAccountId: randomUUID() };
    const copy = (to: SecretPath, version: number) =>
      admin.query(`INSERT INTO secret SELECT $1, $2, $3, sealed FROM secret WHERE cloud_account_id = $4 AND version = 1`, [
        to.tenantId,
        to.cloudAccountId,
        version,
        path.cloudAccountId,
      ]);

    await copy(sibling, 1);
    await copy(path, 2);
    await copy({ ...other, cloudAccountId: sibling.cloudAccountId }, 1);

    await expect(store.get(sibling, 1)).rejects.toMatchObject({ code: 'TAMPERED' });
    await expect(store.get(path, 2)).rejects.toMatchObject({ code: 'TAMPERED' });
    await expect(store.get({ ...other, cloudAccountId: sibling.cloudAccountId }, 1)).rejects.toMatchObject({ code: 'TAMPERED' });
    expect((await store.get(path, 1))?.reveal()).toBe('mine');
  });

  it("does not take another tenant's data key", async () => {
    const [path, other] = [await sealed(), await sealed()];
    await admin.query(
      `UPDATE secret_data_key SET wrapped = (SELECT wrapped FROM secret_data_key WHERE tenant_id = $1) WHERE tenant_id = $2`,
      [other.tenantId, path.tenantId],
    );

    await expect(store.get(path, 1)).rejects.toMatchObject({ code: 'TAMPERED' });
  });

  it('keeps its tables behind row-level security', async () => {
    expect(await findUnprotectedTables(test.database)).toEqual([]);
    const path = await sealed();

    const seen = await test.database.read(randomUUID(), (tx) => tx.query('SELECT 1 FROM secret'));
    const own = await test.database.read(path.tenantId, (tx) => tx.query('SELECT 1 FROM secret'));
    expect([seen.length, own.length]).toEqual([0, 1]);
  });

  it('says at start that the key file is gone, and does not make another, while secrets are sealed under it', async () => {
    await sealed();
    const elsewhere = join(directory, 'gone.key');

    await expect(openEmbeddedSecretStore({ database: test.database, masterKeyFile: elsewhere })).rejects.toMatchObject({
      code: 'KEY_LOST',
    });
    await expect(stat(elsewhere)).rejects.toMatchObject({ code: 'ENOENT' });
  });

  it('says at start that the key file is another one', async () => {
    const another = join(directory, 'another.key');
    await writeFile(another, randomBytes(32).toString('base64'), { mode: 0o600 });

    await expect(openEmbeddedSecretStore({ database: test.database, masterKeyFile: another })).rejects.toMatchObject({ code: 'KEY_WRONG' });
  });

  it('refuses a key file that others can read, and one that holds no key', async () => {
    const exposed = join(directory, 'exposed.key');
    await writeFile(exposed, await readFile(masterKeyFile));
    for (const mode of [0o640, 0o604, 0o660]) {
      await chmod(exposed, mode);
      await expect(openEmbeddedSecretStore({ database: test.database, masterKeyFile: exposed })).rejects.toMatchObject({
        code: 'KEY_EXPOSED',
      });
    }

    await writeFile(exposed, 'c2hvcnQ=');
    await chmod(exposed, 0o600);
    await expect(openEmbeddedSecretStore({ database: test.database, masterKeyFile: exposed })).rejects.toMatchObject({ code: 'KEY_WRONG' });
  });
});
