import { ownPostgres, tenantId, unusedPort } from '@offload/testkit';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { Client } from 'pg';
import type { MigrationInterface, QueryRunner } from 'typeorm';
import type { DatabaseOptions, DatabaseUrls } from './database.ts';
import { openDatabase } from './open-database.ts';
import { provisionServiceDatabase } from './provision-service-database.ts';
import { conflictOf, retryConflicts } from './retry-conflicts.ts';
import { runMigrations } from './run-migrations.ts';
import { violatedConstraint } from './violated-constraint.ts';

class CreateTally1700000000000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query('CREATE TABLE tally (name text CONSTRAINT tally_name PRIMARY KEY, count int NOT NULL)');
    await runner.query('SELECT pg_sleep(0.2)');
    await runner.query(`INSERT INTO tally VALUES ('runs', 1), ('other', 1)`);
  }

  async down(): Promise<void> {}
}

class Broken1700000000001 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query('CREATE TABLE half (id int)');
    await runner.query('SELECT * FROM nowhere');
  }

  async down(): Promise<void> {}
}

const log = { info: () => undefined, warn: () => undefined, error: () => undefined };
const passwords = { owner: 'o', runtime: "it's %40 r:/@\\", system: 's' };
let server: Awaited<ReturnType<typeof ownPostgres>>;
let urls: DatabaseUrls;

const options = (migrations: DatabaseOptions['migrations']): DatabaseOptions => ({
  service: 'inventory',
  urls,
  entities: [],
  migrations,
  poolSize: 2,
  log,
});
const tenant = tenantId();

beforeAll(async () => {
  server = await ownPostgres();
  urls = await provisionServiceDatabase({ adminUrl: server.adminUrl, service: 'inventory', passwords });
});
afterAll(() => server.stop());

describe('provisionServiceDatabase', () => {
  it('can be run again: roles get their new passwords and lose powers, rows stay', async () => {
    const database = await openDatabase(options([CreateTally1700000000000]));
    await database.close();
    const admin = new Client({ connectionString: server.adminUrl });
    await admin.connect();
    await admin.query('ALTER ROLE inventory_runtime BYPASSRLS');

    const before = urls;
    urls = await provisionServiceDatabase({
      adminUrl: server.adminUrl,
      service: 'inventory',
      passwords: { owner: 'o2', runtime: 'r2', system: 's2' },
    });

    await expect(openDatabase({ ...options([]), urls: before })).rejects.toThrow('password authentication failed');
    const { rows } = await admin.query(`SELECT rolbypassrls FROM pg_roles WHERE rolname = 'inventory_runtime'`);
    await admin.end();
    expect(rows).toEqual([{ rolbypassrls: false }]);

    const again = await openDatabase(options([CreateTally1700000000000]));
    expect(await again.read(tenant, (tx) => tx.query(`SELECT count FROM tally WHERE name = 'runs'`))).toEqual([{ count: 1 }]);
    await again.close();
  });
});

describe('runMigrations', () => {
  it('runs each migration once although replicas start together', async () => {
    const names = await Promise.all([1, 2, 3].map(() => runMigrations(options([CreateTally1700000000000]))));
    expect(names).toEqual([[], [], []]);

    class CreateTally1700000000002 extends CreateTally1700000000000 {
      override async up(runner: QueryRunner): Promise<void> {
        await runner.query(`SELECT pg_sleep(0.1); UPDATE tally SET count = count + 1 WHERE name = 'other'`);
      }
    }
    const next = await Promise.all([1, 2, 3].map(() => runMigrations(options([CreateTally1700000000000, CreateTally1700000000002]))));
    expect(next.flat()).toEqual(['CreateTally1700000000002']);
  });

  it('leaves nothing of a migration that fails, and says which it was', async () => {
    await expect(runMigrations(options([CreateTally1700000000000, Broken1700000000001]))).rejects.toThrow('nowhere');
    const database = await openDatabase(options([CreateTally1700000000000]));
    await expect(database.read(tenant, (tx) => tx.query('SELECT * FROM half'))).rejects.toThrow('does not exist');
    await database.close();
  });
});

describe('openDatabase', () => {
  it('answers a server that is not there within seconds', async () => {
    const port = String(await unusedPort());
    const nowhere = Object.fromEntries(Object.entries(urls).map(([role, url]) => [role, Object.assign(new URL(url), { port }).href]));
    await expect(openDatabase({ ...options([]), urls: nowhere as unknown as DatabaseUrls })).rejects.toThrow('ECONNREFUSED');
  });
});

describe('violatedConstraint', () => {
  it('names the unique index that decided', async () => {
    const database = await openDatabase(options([CreateTally1700000000000]));
    const failure = await database
      .transact(tenant, (tx) => tx.query(`INSERT INTO tally VALUES ('runs', 1)`))
      .catch((error: unknown) => error);
    await database.close();
    expect(violatedConstraint(failure)).toBe('tally_name');
    expect(violatedConstraint(new Error('other'))).toBeUndefined();
  });
});

describe('retryConflicts', () => {
  it('runs a transaction again that lost to a deadlock, and the sum is right', async () => {
    const database = await openDatabase(options([CreateTally1700000000000]));
    const before = await database.read(tenant, (tx) => tx.query<{ sum: string }>('SELECT sum(count) FROM tally'));
    const meeting = [Promise.withResolvers<void>(), Promise.withResolvers<void>()];
    let runs = 0;

    const crosswise = (first: string, second: string, me: 0 | 1) =>
      retryConflicts(() =>
        database.transact(tenant, async (tx) => {
          runs += 1;
          await tx.query('UPDATE tally SET count = count + 1 WHERE name = $1', [first]);
          meeting[me]!.resolve();
          await meeting[1 - me]!.promise;
          await tx.query('UPDATE tally SET count = count + 1 WHERE name = $1', [second]);
        }),
      );
    await Promise.all([crosswise('runs', 'other', 0), crosswise('other', 'runs', 1)]);

    const after = await database.read(tenant, (tx) => tx.query<{ sum: string }>('SELECT sum(count) FROM tally'));
    await database.close();
    expect(runs).toBe(3);
    expect(Number(after[0]!.sum)).toBe(Number(before[0]!.sum) + 4);
  });

  it('throws every other error at once, and a conflict that stays after the last attempt', async () => {
    let runs = 0;
    await expect(retryConflicts(async () => Promise.reject(new Error(`run ${(runs += 1)}`)))).rejects.toThrow('run 1');

    const database = await openDatabase(options([CreateTally1700000000000]));
    runs = 0;
    const always = retryConflicts(
      () =>
        database.transact(tenant, async (tx) => {
          runs += 1;
          await tx.query(`DO $$ BEGIN RAISE EXCEPTION 'again' USING ERRCODE = '40001'; END $$`);
        }),
      { attempts: 3 },
    );
    const failure = await always.catch((error: unknown) => error);
    await database.close();
    expect([conflictOf(failure), runs]).toEqual(['serialization', 3]);
  });
});
