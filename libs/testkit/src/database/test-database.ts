import {
  connectDatabase,
  protectDatabase,
  type Database,
  type DatabaseLog,
  type DatabaseOptions,
  type DatabaseUrls,
  type ServiceName,
} from '@offload/service-kit';
import { randomBytes } from 'node:crypto';
import { inDatabase, withAdmin } from './admin-session.ts';
import { runPostgres } from './run-postgres.ts';
import { templateDatabase } from './template-database.ts';

export interface TestDatabaseOptions extends Pick<DatabaseOptions, 'migrations' | 'entities' | 'poolSize'> {
  /** Says nothing by default. */
  log?: DatabaseLog;
}

/** A database of a service, migrated and empty, of this test file alone. */
export interface TestDatabase {
  database: Database;
  urls: DatabaseUrls;
  /** The superuser, in this database: sees through row-level security. */
  adminUrl: string;
  /** Closes the pools and drops the database, whoever is still connected: in `afterAll`. */
  drop(): Promise<void>;
}

const silent: DatabaseLog = { info: () => undefined, warn: () => undefined, error: () => undefined };

/** A fresh database for one test file, cloned (about 100 ms) from a template that is migrated once for the whole run. */
export async function testDatabase(service: ServiceName, options: TestDatabaseOptions): Promise<TestDatabase> {
  const { migrations, entities, poolSize = 4, log = silent } = options;
  const { adminUrl, rolePassword } = runPostgres();
  const template = await templateDatabase(service, migrations, log);
  const name = `test_${service}_${randomBytes(6).toString('hex')}`;

  await withAdmin(adminUrl, async (admin) => {
    await admin.query(`CREATE DATABASE ${name} TEMPLATE ${template}`);
    await protectDatabase(admin, name, service); // who may connect is not copied
  });

  const urlOf = (role: keyof DatabaseUrls): string =>
    Object.assign(new URL(inDatabase(adminUrl, name)), { username: `${service}_${role}`, password: rolePassword }).href;
  const urls = { owner: urlOf('owner'), runtime: urlOf('runtime'), system: urlOf('system') };
  const database = await connectDatabase({ service, urls, entities, poolSize, log });

  return {
    database,
    urls,
    adminUrl: inDatabase(adminUrl, name),
    async drop() {
      await database.close();
      await withAdmin(adminUrl, (admin) => admin.query(`DROP DATABASE IF EXISTS ${name} WITH (FORCE)`));
    },
  };
}
