import type { Client } from 'pg';
import type { ServiceName } from './database.ts';
import { roleNames } from './role-names.ts';

/** Gives a database to the service's owner and lets only the service's roles connect to it. `admin` may be connected to any database. */
export async function protectDatabase(admin: Client, database: string, service: ServiceName): Promise<void> {
  const { owner, runtime, system } = roleNames(service);
  const name = admin.escapeIdentifier(database);

  await admin.query(`ALTER DATABASE ${name} OWNER TO ${owner}`);
  await admin.query(`REVOKE ALL ON DATABASE ${name} FROM PUBLIC`);
  await admin.query(`GRANT CONNECT ON DATABASE ${name} TO ${owner}, ${runtime}, ${system}`);
}
