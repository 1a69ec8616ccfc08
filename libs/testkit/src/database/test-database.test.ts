import { describe, expect, it } from '@jest/globals';
import type { MigrationInterface, QueryRunner } from 'typeorm';
import { tenantId } from '../tenant-id.ts';
import { withAdmin } from './admin-session.ts';
import { runPostgres } from './run-postgres.ts';
import { testDatabase } from './test-database.ts';

class CreateThing1700000000000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query('CREATE TABLE thing (made_at timestamptz NOT NULL)');
    await runner.query('INSERT INTO thing VALUES (clock_timestamp())');
  }

  async down(): Promise<void> {}
}

class Broken1700000000000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query('SELECT * FROM nowhere');
  }

  async down(): Promise<void> {}
}

const options = { migrations: [CreateThing1700000000000], entities: [] };
const tenant = tenantId();
const databases = () =>
  withAdmin(runPostgres().adminUrl, async (admin) =>
    (await admin.query(`SELECT datname FROM pg_database`)).rows.map((row) => row.datname as string),
  );

describe('testDatabase', () => {
  it('gives each caller a database of its own, all cloned from one that was migrated once', async () => {
    const worlds = await Promise.all([
      testDatabase('scanner', options),
      testDatabase('scanner', options),
      testDatabase('scanner', options),
    ]);
    const [first, second] = worlds;
    const made = await Promise.all(worlds.map((world) => world.database.read(tenant, (tx) => tx.query('SELECT made_at FROM thing'))));
    expect(made[1]).toEqual(made[0]);
    expect(made[2]).toEqual(made[0]);

    await first!.database.transact(tenant, (tx) => tx.query('DELETE FROM thing'));
    expect(await second!.database.read(tenant, (tx) => tx.query('SELECT 1 FROM thing'))).toHaveLength(1);
    await Promise.all(worlds.map((world) => world.drop()));
  });

  it('makes another template for other migrations', async () => {
    const world = await testDatabase('scanner', { ...options, migrations: [] });
    await expect(world.database.read(tenant, (tx) => tx.query('SELECT 1 FROM thing'))).rejects.toThrow('does not exist');
    await world.drop();
  });

  it('drops the database, whoever is still connected', async () => {
    const world = await testDatabase('scanner', options);
    const name = new URL(world.adminUrl).pathname.slice(1);
    expect(await databases()).toContain(name);
    await withAdmin(world.urls.runtime, async (lingering) => {
      lingering.on('error', () => undefined); // it is cut, as it should be
      await world.drop();
    }).catch(() => undefined);
    expect(await databases()).not.toContain(name);
  });

  it('tells which migration is broken, each time', async () => {
    const broken = { ...options, migrations: [Broken1700000000000] };
    await expect(testDatabase('scanner', broken)).rejects.toThrow('nowhere');
    await expect(testDatabase('scanner', broken)).rejects.toThrow('nowhere');
  });
});
