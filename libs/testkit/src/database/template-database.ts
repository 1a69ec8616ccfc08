import { provisionServiceDatabase, runMigrations, type DatabaseLog, type MigrationClass, type ServiceName } from '@offload/service-kit';
import { createHash } from 'node:crypto';
import { withAdmin } from './admin-session.ts';
import { runPostgres } from './run-postgres.ts';

/** Session locks of the maintenance database; "tmpl" in ASCII. */
const templateLock = 0x746d706c;

/**
 * Makes the migrated template of a service, once a run for the same migrations, and gives its name. Jest's workers take turns.
 * Nobody may stay connected to it: Postgres refuses to copy a database in use.
 */
export async function templateDatabase(service: ServiceName, migrations: MigrationClass[], log: DatabaseLog): Promise<string> {
  const { adminUrl, rolePassword } = runPostgres();
  const hash = createHash('sha256');
  for (const migration of migrations) hash.update(`${migration.name}\n${migration.toString()}\n`);
  const name = `template_${service}_${hash.digest('hex').slice(0, 12)}`;

  return withAdmin(adminUrl, async (admin) => {
    await admin.query('SELECT pg_advisory_lock($1)', [templateLock]);

    const { rows } = await admin.query<{ done: boolean }>('SELECT datistemplate AS done FROM pg_database WHERE datname = $1', [name]);
    if (!rows[0]?.done) {
      // One that is there and not done was left by a migration that failed.
      await admin.query(`DROP DATABASE IF EXISTS ${name} WITH (FORCE)`);
      const passwords = { owner: rolePassword, runtime: rolePassword, system: rolePassword };
      const urls = await provisionServiceDatabase({ adminUrl, service, passwords, database: name });
      await runMigrations({ service, urls, migrations, log });
      await admin.query(`ALTER DATABASE ${name} IS_TEMPLATE true`);
    }

    return name;
  });
}
