import { Client } from 'pg';
import { kitMigrations } from '../outbox/migrations/index.ts';
import { dataSourceOf } from './data-source.ts';
import type { DatabaseOptions } from './database.ts';
import { roleNames } from './role-names.ts';

/** Advisory locks belong to one database: a constant is enough. "migr" in ASCII. */
const migrationLock = 0x6d696772;

/**
 * Brings a service's database to the code's schema, as its owner: first the kit's own tables (outbox, inbox), then the service's, each migration in a
 * transaction. Replicas that start together wait for the first, ten minutes at most. Gives the names of what was run; throws when a migration fails,
 * with those before it kept.
 */
export async function runMigrations(options: Pick<DatabaseOptions, 'service' | 'urls' | 'migrations' | 'log'>): Promise<string[]> {
  const { service, urls, migrations, log } = options;
  const name = `${service}-migrations`;
  const lock = new Client({ connectionString: urls.owner, application_name: name, connectionTimeoutMillis: 5_000, lock_timeout: 600_000 });
  await lock.connect();

  try {
    await lock.query('SELECT pg_advisory_lock($1)', [migrationLock]);

    const owner = dataSourceOf({
      url: urls.owner,
      name,
      poolSize: 2,
      entities: [],
      migrations: [...kitMigrations(service), ...migrations],
      statementTimeoutMs: undefined,
      log,
    });
    await owner.initialize();
    try {
      const run = await owner.runMigrations();
      const { runtime, system } = roleNames(service);
      // The default privileges of the database gave them this table, too; which migrations ran is for the owner alone to say.
      if (run.length > 0) await owner.query(`REVOKE ALL ON TABLE migrations FROM ${runtime}, ${system}`);

      const names = run.map((migration) => migration.name);
      if (names.length > 0) log.info({ service, migrations: names }, 'database migrated');
      return names;
    } finally {
      await owner.destroy();
    }
  } finally {
    await lock.end(); // which also lets go of the lock
  }
}
