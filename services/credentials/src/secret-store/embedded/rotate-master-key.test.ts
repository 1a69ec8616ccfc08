import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { Secret } from '@offload/service-kit';
import { testDatabase, type TestDatabase } from '@offload/testkit';
import { randomUUID } from 'node:crypto';
import { mkdtemp, readdir, readFile, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import pg from 'pg';
import { entities, migrations } from '../../database.ts';
import type { SecretPath } from '../secret-store.ts';
import { openEmbeddedSecretStore } from './open-embedded-secret-store.ts';
import { masterKeyFaultPoints, rotateMasterKey } from './rotate-master-key.ts';

describe('rotating the master key', () => {
  let test: TestDatabase;
  let admin: pg.Client;
  let directory: string;
  let masterKeyFile: string;
  let paths: SecretPath[];

  beforeAll(async () => {
    test = await testDatabase('credentials', { entities, migrations });
    admin = new pg.Client({ connectionString: test.adminUrl });
    await admin.connect();
  });
  beforeEach(async () => {
    await admin.query('TRUNCATE secret, secret_data_key');
    directory = await mkdtemp(join(tmpdir(), 'offload-master-key-'));
    masterKeyFile = join(directory, 'master.key');
    paths = Array.from({ length: 5 }, () => ({ tenantId: randomUUID(), cloudAccountId: randomUUID() }));
    await withStore(async (store) => {
      for (const path of paths) await store.put(path, new Secret(`secret of ${path.tenantId}`), { cas: 0 });
    });
  });
  afterAll(async () => {
    await admin.end();
    await test.drop();
    await rm(directory, { recursive: true });
  });

  async function withStore<T>(work: (store: Awaited<ReturnType<typeof openEmbeddedSecretStore>>) => Promise<T>): Promise<T> {
    const store = await openEmbeddedSecretStore({ database: test.database, masterKeyFile });
    try {
      return await work(store);
    } finally {
      await store.close();
    }
  }
  const readAll = () => withStore((store) => Promise.all(paths.map(async (path) => (await store.get(path, 1))?.reveal())));
  const expected = () => paths.map(({ tenantId }) => `secret of ${tenantId}`);
  const sealedRows = async () => (await admin.query('SELECT encode(sealed, $1) AS sealed FROM secret ORDER BY sealed', ['hex'])).rows;

  it('wraps every data key anew, touches no secret, and leaves one key file that nobody else may read', async () => {
    const [before, sealed] = [await readFile(masterKeyFile, 'utf8'), await sealedRows()];

    expect(await rotateMasterKey({ database: test.database, masterKeyFile })).toBe(5);

    expect(await readAll()).toEqual(expected());
    expect(await sealedRows()).toEqual(sealed);
    expect(await readFile(masterKeyFile, 'utf8')).not.toBe(before);
    expect((await stat(masterKeyFile)).mode & 0o777).toBe(0o600);
    expect(await readdir(directory)).toEqual(['master.key']);
  });

  it.each(masterKeyFaultPoints)('that ends %s leaves one key that opens everything, and can be done again', async (place) => {
    const before = await readFile(masterKeyFile, 'utf8');
    const faultPoint = (name: string): void => {
      if (name === place) throw new Error(`ended at ${name}`);
    };
    await expect(rotateMasterKey({ database: test.database, masterKeyFile, faultPoint })).rejects.toThrow(`ended at ${place}`);

    expect(await readAll()).toEqual(expected());
    expect(await readdir(directory)).toEqual(['master.key']);
    expect((await readFile(masterKeyFile, 'utf8')) === before).toBe(place === 'after-next-file');

    await rotateMasterKey({ database: test.database, masterKeyFile });
    expect(await readAll()).toEqual(expected());
  });

  it('is refused while a platform uses the key, and a platform while it goes on', async () => {
    await withStore(async () => {
      await expect(rotateMasterKey({ database: test.database, masterKeyFile })).rejects.toMatchObject({ code: 'IN_USE' });
    });

    const opened: string[] = [];
    const faultPoint = async (name: string): Promise<void> => {
      await expect(openEmbeddedSecretStore({ database: test.database, masterKeyFile })).rejects.toMatchObject({ code: 'IN_USE' });
      opened.push(name);
    };
    await rotateMasterKey({ database: test.database, masterKeyFile, faultPoint });
    expect(opened).toEqual(masterKeyFaultPoints);
    expect(await readAll()).toEqual(expected());
  });

  it('changes nothing when a data key does not open, and names its tenant', async () => {
    const before = await readFile(masterKeyFile, 'utf8');
    await admin.query('UPDATE secret_data_key SET wrapped = set_byte(wrapped, 30, get_byte(wrapped, 30) # 1) WHERE tenant_id = $1', [paths[2]!.tenantId]);

    await expect(rotateMasterKey({ database: test.database, masterKeyFile })).rejects.toThrow(paths[2]!.tenantId);

    expect((await withStore((store) => store.get(paths[0]!, 1)))?.reveal()).toBe(expected()[0]);
    expect(await readFile(masterKeyFile, 'utf8')).toBe(before);
  });
});
