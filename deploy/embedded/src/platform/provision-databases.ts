import { provisionServiceDatabase, type DatabaseUrls } from '@offload/service-kit';
import { Client } from 'pg';
import { services, type EmbeddedService, type PlatformState } from './platform-state.ts';

export interface Databases {
  urls: Record<EmbeddedService, DatabaseUrls>;
  /** The database of the bus alone. */
  bus: string;
}

/** Makes the databases and roles of all services and of the bus; those that are there stay as they are. */
export async function provisionDatabases(adminUrl: string, state: PlatformState): Promise<Databases> {
  const urls: Partial<Databases['urls']> = {};
  for (const service of services) urls[service] = await provisionServiceDatabase({ adminUrl, service, passwords: state.databasePasswords[service] });
  return { urls: urls as Databases['urls'], bus: await provisionBus(adminUrl, state.busPassword) };
}

async function provisionBus(adminUrl: string, password: string): Promise<string> {
  const name = 'offload_bus';
  const admin = new Client({ connectionString: adminUrl });
  await admin.connect();
  try {
    const { rowCount: role } = await admin.query('SELECT 1 FROM pg_roles WHERE rolname = $1', [name]);
    if (role === 0) await admin.query(`CREATE ROLE ${name} LOGIN`);
    await admin.query(`ALTER ROLE ${name} PASSWORD ${admin.escapeLiteral(password)}`);
    const { rowCount: database } = await admin.query('SELECT 1 FROM pg_database WHERE datname = $1', [name]);
    if (database === 0) await admin.query(`CREATE DATABASE ${name} OWNER ${name}`);
    await admin.query(`REVOKE ALL ON DATABASE ${name} FROM PUBLIC`);
  } finally {
    await admin.end();
  }

  const url = new URL(adminUrl);
  url.username = name;
  url.password = password;
  url.pathname = `/${name}`;
  return url.href;
}
