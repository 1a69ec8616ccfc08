import { tenantId, testDatabase, type TestDatabase } from '@offload/testkit';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { Client } from 'pg';
import { EntitySchema, type MigrationInterface, type QueryRunner } from 'typeorm';
import { err, ok } from '../result.ts';
import { dataSourceOf } from './data-source.ts';
import { findUnprotectedTables } from './find-unprotected-tables.ts';
import { runTransaction } from './run-transaction.ts';
import { tenantTable } from './tenant-table.ts';

const silent = { info: () => undefined, warn: () => undefined, error: () => undefined };

interface Note {
  id: string;
  tenantId: string;
  plainText: string;
}

const noteEntity = new EntitySchema<Note>({
  name: 'Note',
  columns: {
    id: { type: 'uuid', primary: true },
    tenantId: { type: 'uuid' },
    plainText: { type: 'text' },
  },
});

class CreateNote1700000000000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query('CREATE TABLE note (id uuid PRIMARY KEY, tenant_id uuid NOT NULL, plain_text text NOT NULL)');
    await tenantTable(runner, 'note', { service: 'scanner' });
  }

  async down(): Promise<void> {}
}

let world: TestDatabase;
let mine: string;
let theirs: string;

beforeAll(async () => {
  world = await testDatabase('scanner', { migrations: [CreateNote1700000000000], entities: [noteEntity], poolSize: 1 });
});
afterAll(() => world.drop());
beforeEach(async () => {
  mine = tenantId();
  theirs = tenantId();
  await write(mine, 'mine');
  await write(theirs, 'theirs');
});

const write = (tenant: string, plainText: string) =>
  world.database.transact(tenant, (tx) => tx.manager.insert(noteEntity, { id: tenantId(), tenantId: tenant, plainText }));
const texts = (tenant: string): Promise<string[]> =>
  world.database.read(tenant, async (tx) => (await tx.query('SELECT plain_text FROM note')).map((row) => row.plain_text));

async function asRole<T>(role: 'owner' | 'runtime' | 'system', work: (client: Client) => Promise<T>): Promise<T> {
  const client = new Client({ connectionString: world.urls[role] });
  await client.connect();
  try {
    return await work(client);
  } finally {
    await client.end();
  }
}

describe('row-level security', () => {
  it('shows a tenant its own rows and nobody else’s, without any filter in the query', async () => {
    expect(await texts(mine)).toEqual(['mine']);
    expect(await texts(theirs)).toEqual(['theirs']);
  });

  it('holds on a connection that served another tenant a moment ago (the pool has one)', async () => {
    await texts(theirs);
    expect(await texts(mine)).toEqual(['mine']);
  });

  it('refuses to write a row of another tenant', async () => {
    const forged = world.database.transact(mine, (tx) =>
      tx.manager.insert(noteEntity, { id: tenantId(), tenantId: theirs, plainText: 'forged' }),
    );
    await expect(forged).rejects.toThrow('row-level security');
  });

  it('refuses to give a row away, and cannot touch rows of another tenant', async () => {
    await expect(world.database.transact(mine, (tx) => tx.query('UPDATE note SET tenant_id = $1', [theirs]))).rejects.toThrow(
      'row-level security',
    );

    const changed = await world.database.transact(mine, (tx) =>
      tx.query('UPDATE note SET plain_text = $1 WHERE tenant_id = $2 RETURNING id', ['seen', theirs]),
    );
    const deleted = await world.database.transact(mine, (tx) => tx.query('DELETE FROM note WHERE tenant_id = $1 RETURNING id', [theirs]));
    expect([changed, deleted]).toEqual([[], []]);
    expect(await texts(theirs)).toEqual(['theirs']);
  });

  it('shows nothing through the runtime role’s own connection: no tenant, after a transaction, after a rollback', async () => {
    await asRole('runtime', async (client) => {
      const visible = async () => (await client.query('SELECT plain_text FROM note')).rows.map((row) => row.plain_text);
      const asTenant = (tenant: string) => client.query(`SELECT set_config('app.tenant_id', $1, true)`, [tenant]);

      expect(await visible()).toEqual([]);

      await client.query('BEGIN');
      await asTenant(mine);
      expect(await visible()).toEqual(['mine']);
      await client.query('COMMIT');
      expect(await visible()).toEqual([]);

      await client.query('BEGIN');
      await asTenant(mine);
      await client.query('ROLLBACK');
      expect(await visible()).toEqual([]);

      await expect(client.query('INSERT INTO note VALUES ($1, $2, $3)', [tenantId(), mine, 'no tenant set'])).rejects.toThrow(
        'row-level security',
      );
    });
  });

  it('leaves no tenant on a connection that goes back to the pool, after a commit and after a rollback', async () => {
    const source = dataSourceOf({
      url: world.urls.runtime,
      name: 'one',
      poolSize: 1,
      entities: [],
      migrations: [],
      statementTimeoutMs: 5_000,
      log: silent,
    });
    await source.initialize();
    const left = async () =>
      (await source.query(`SELECT current_setting('app.tenant_id', true) AS tenant, count(*) FROM note`)) as unknown[];
    const fail = () => Promise.reject(new Error('no'));

    await runTransaction({ source, tenantId: mine, readOnly: false }, async () => undefined);
    expect(await left()).toEqual([{ tenant: '', count: '0' }]);
    await runTransaction({ source, tenantId: mine, readOnly: false }, fail).catch(() => undefined);
    expect(await left()).toEqual([{ tenant: '', count: '0' }]);
    await source.destroy();
  });

  it('cannot be switched off by the runtime role', async () => {
    await asRole('runtime', async (client) => {
      await expect(client.query('ALTER TABLE note DISABLE ROW LEVEL SECURITY')).rejects.toThrow('must be owner');
      await expect(client.query('SET row_security = off; SELECT * FROM note')).rejects.toThrow('row-level security');
      await expect(client.query('SET ROLE scanner_system')).rejects.toThrow('permission denied');
      await expect(client.query('CREATE TABLE other (id int)')).rejects.toThrow('permission denied');
      await expect(client.query('SELECT * FROM migrations')).rejects.toThrow('permission denied');
    });
  });

  it('holds the owner, too', async () => {
    const seen = await asRole('owner', (client) => client.query('SELECT * FROM note'));
    expect(seen.rows).toEqual([]);
  });

  it('lets the system role see every tenant', async () => {
    const seen = await world.database.system.read((tx) =>
      tx.query('SELECT plain_text FROM note WHERE tenant_id = ANY($1) ORDER BY 1', [[mine, theirs]]),
    );
    expect(seen).toEqual([{ plain_text: 'mine' }, { plain_text: 'theirs' }]);
  });

  it('keeps other services’ roles out of the database', async () => {
    const other = await testDatabase('accounts', { migrations: [], entities: [] });
    const trespasser = new Client({
      connectionString: Object.assign(new URL(other.urls.runtime), { pathname: new URL(world.urls.runtime).pathname }).href,
    });
    await expect(trespasser.connect()).rejects.toThrow('permission denied for database');
    await other.drop();
  });
});

describe('findUnprotectedTables', () => {
  it('finds nothing where every table with tenants is protected', async () => {
    expect(await findUnprotectedTables(world.database)).toEqual([]);
  });

  it.each([
    ['a table nobody protected', 'CREATE TABLE bare (tenant_id uuid)', 'DROP TABLE bare', 'bare', 'not enabled'],
    [
      'one that is not forced',
      'ALTER TABLE note NO FORCE ROW LEVEL SECURITY',
      'ALTER TABLE note FORCE ROW LEVEL SECURITY',
      'note',
      'not forced',
    ],
    [
      'a further policy that opens it',
      'CREATE POLICY wide ON note FOR SELECT USING (true)',
      'DROP POLICY wide ON note',
      'note',
      'the policy wide opens it for public',
    ],
    [
      'a policy that says something else',
      `ALTER POLICY tenant_isolation ON note USING (true)`,
      `ALTER POLICY tenant_isolation ON note USING (tenant_id = (SELECT NULLIF(current_setting('app.tenant_id', true), '')::uuid))`,
      'note',
      'no policy tenant_isolation',
    ],
    [
      'a materialized view',
      'CREATE MATERIALIZED VIEW notes AS SELECT tenant_id FROM note',
      'DROP MATERIALIZED VIEW notes',
      'notes',
      'a materialized view',
    ],
  ])('names %s', async (_, open, close, table, missing) => {
    await asRole('owner', (client) => client.query(open));
    try {
      expect(await findUnprotectedTables(world.database)).toEqual([
        { table, missing: expect.arrayContaining([expect.stringContaining(missing)]) },
      ]);
    } finally {
      await asRole('owner', (client) => client.query(close));
    }
  });
});

describe('tenantTable', () => {
  it('refuses a table without a tenant', async () => {
    await asRole('owner', async (client) => {
      await client.query('CREATE TABLE tenantless (id int)');
      await expect(tenantTable(client, 'tenantless', { service: 'scanner' })).rejects.toThrow('needs a column tenant_id');
      await client.query('DROP TABLE tenantless');
    });
  });
});

describe('transact', () => {
  it('rolls back when the work throws, and throws the same error', async () => {
    const failure = new Error('no');
    const run = world.database.transact(mine, async (tx) => {
      await tx.query('DELETE FROM note');
      throw failure;
    });
    await expect(run).rejects.toBe(failure);
    expect(await texts(mine)).toEqual(['mine']);
  });

  it('rolls back when the work gives an Err, and gives it', async () => {
    const result = await world.database.transact(mine, async (tx) => {
      await tx.query('DELETE FROM note');
      return err('refused');
    });
    expect(result).toEqual(err('refused'));
    expect(await texts(mine)).toEqual(['mine']);
  });

  it('commits when the work gives an Ok, or a report that says ok: false without being an Err', async () => {
    expect(
      await world.database.transact(mine, async (tx) =>
        ok((await tx.query('UPDATE note SET plain_text = $1 RETURNING plain_text', ['b']))[0]),
      ),
    ).toEqual(ok({ plain_text: 'b' }));
    await world.database.transact(mine, async (tx) => {
      await tx.query('UPDATE note SET plain_text = $1', ['c']);
      return { ok: false, steps: [] };
    });
    expect(await texts(mine)).toEqual(['c']);
  });

  it('throws when the work swallowed the failure of a statement, since Postgres commits nothing then', async () => {
    const run = world.database.transact(mine, async (tx) => {
      await tx.query('UPDATE note SET plain_text = $1', ['lost']);
      await tx.query('SELECT 1 / 0').catch(() => undefined);
    });
    await expect(run).rejects.toThrow('nothing was committed');
    expect(await texts(mine)).toEqual(['mine']);
  });

  it('takes the values of the row off the error of a statement', async () => {
    const failed = await world.database
      .transact(mine, (tx) => tx.manager.insert(noteEntity, { id: tenantId(), tenantId: mine, plainText: null as unknown as string }))
      .catch((error: Error) => error);
    expect(failed).toBeInstanceOf(Error);
    expect(failed).toMatchObject({ code: '23502', column: 'plain_text' });
    expect(Object.keys(failed)).not.toEqual(expect.arrayContaining(['parameters']));
    expect(JSON.stringify(failed)).not.toContain(mine);
  });

  it('refuses what is not a tenant id', async () => {
    await expect(world.database.transact('', async () => undefined)).rejects.toThrow('a tenant id is a UUID');
  });

  it('goes on with a fresh connection after the server cut one', async () => {
    const cut = world.database.transact(mine, async (tx) => {
      const [{ pid }] = (await tx.query('SELECT pg_backend_pid() AS pid')) as [{ pid: number }];
      const admin = new Client({ connectionString: world.adminUrl });
      await admin.connect();
      await admin.query('SELECT pg_terminate_backend($1)', [pid]);
      await admin.end();
      await tx.query('DELETE FROM note');
    });
    await expect(cut).rejects.toThrow();
    expect(await texts(mine)).toEqual(['mine']);
  });
});

describe('read', () => {
  it('refuses to write', async () => {
    await expect(world.database.read(mine, (tx) => tx.query('DELETE FROM note'))).rejects.toThrow('read-only transaction');
    await expect(world.database.read(mine, (tx) => tx.query(`SELECT set_config('transaction_read_only', 'off', true)`))).rejects.toThrow(
      'read-write mode must be set before any query',
    );
  });
});
