import { randomBytes } from 'node:crypto';
import { Client } from 'pg';

/** An empty database that belongs to a role without any other right, as the platform gives the bus one. */
export interface BusDatabase {
  url: string;
  /** Drops database and role, whoever is still connected. */
  drop(): Promise<void>;
}

/** Makes one on the Postgres of this test run. */
export async function busDatabase(): Promise<BusDatabase> {
  const adminUrl = process.env['OFFLOAD_TEST_POSTGRES_URL'];
  if (!adminUrl) throw new Error('no Postgres was started for this run: start tests with `npm test` from the root');
  const name = `test_bus_${randomBytes(6).toString('hex')}`;
  const password = randomBytes(12).toString('hex');

  const admin = new Client({ connectionString: adminUrl });
  await admin.connect();
  await admin.query(`CREATE ROLE ${name} LOGIN PASSWORD '${password}'`);
  await admin.query(`CREATE DATABASE ${name} OWNER ${name}`);

  const url = Object.assign(new URL(adminUrl), { pathname: `/${name}`, username: name, password });
  return {
    url: url.href,
    async drop() {
      await admin.query(`DROP DATABASE ${name} WITH (FORCE)`);
      await admin.query(`DROP ROLE ${name}`);
      await admin.end();
    },
  };
}
