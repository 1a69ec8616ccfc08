import { Client } from 'pg';
import type { DatabaseUrls, ServiceName } from './database.ts';
import { protectDatabase } from './protect-database.ts';
import { roleNames } from './role-names.ts';

/** One for each of the three roles. */
export interface RolePasswords {
  owner: string;
  runtime: string;
  system: string;
}

export interface ProvisionOptions {
  /** A role that may create roles and databases, connected to any database. */
  adminUrl: string;
  service: ServiceName;
  passwords: RolePasswords;
  /** Default `offload_<service>`. */
  database?: string;
}

/** Roles belong to the cluster: those who provision at the same time take turns. "prov" in ASCII. */
const provisionLock = 0x70726f76;

/**
 * Makes a service's database and its three roles, or brings existing ones into shape: passwords are set anew, attributes and privileges restored.
 * Rows are never touched. Gives the URLs, on the host of `adminUrl`. Throws when the admin may not do it or cannot connect.
 */
export async function provisionServiceDatabase(options: ProvisionOptions): Promise<DatabaseUrls> {
  const { adminUrl, service, passwords, database = `offload_${service}` } = options;
  const admin = await connect(adminUrl);

  try {
    await admin.query('SELECT pg_advisory_lock($1)', [provisionLock]);
    await provisionRoles(admin, service, passwords);

    const { rowCount } = await admin.query('SELECT 1 FROM pg_database WHERE datname = $1', [database]);
    if (rowCount === 0) await admin.query(`CREATE DATABASE ${admin.escapeIdentifier(database)}`);

    await protectDatabase(admin, database, service);
    await provisionSchema(withDatabase(adminUrl, database), service);
  } finally {
    await admin.end();
  }

  const roles = roleNames(service);
  const urlOf = (role: keyof DatabaseUrls): string => withLogin(withDatabase(adminUrl, database), roles[role], passwords[role]);
  return { owner: urlOf('owner'), runtime: urlOf('runtime'), system: urlOf('system') };
}

async function provisionRoles(admin: Client, service: ServiceName, passwords: RolePasswords): Promise<void> {
  const roles = roleNames(service);

  for (const role of ['owner', 'runtime', 'system'] as const) {
    const { rows } = await admin.query<{ powerful: boolean }>(
      'SELECT rolsuper OR rolbypassrls OR rolcreaterole OR rolcreatedb OR rolreplication AS powerful FROM pg_roles WHERE rolname = $1',
      [roles[role]],
    );
    await admin.query(`${rows[0] ? 'ALTER' : 'CREATE'} ROLE ${roles[role]} LOGIN PASSWORD ${admin.escapeLiteral(passwords[role])}`);
    // Only where it is needed: naming these attributes takes a superuser, which managed Postgres does not give.
    if (rows[0]?.powerful) await admin.query(`ALTER ROLE ${roles[role]} NOSUPERUSER NOCREATEDB NOCREATEROLE NOREPLICATION NOBYPASSRLS`);
  }

  // An admin that is no superuser may give a database only to a role that it could become.
  const { rows } = await admin.query<{ member: boolean }>(
    `SELECT pg_has_role(current_user, $1, CASE WHEN current_setting('server_version_num')::int < 160000 THEN 'MEMBER' ELSE 'SET' END) AS member`,
    [roles.owner],
  );
  if (!rows[0]?.member) await admin.query(`GRANT ${roles.owner} TO CURRENT_USER`);
}

/** Inside the service's own database: the owner alone creates; the two others get rows and sequences of whatever it creates, now and later. */
async function provisionSchema(url: string, service: ServiceName): Promise<void> {
  const { owner, runtime, system } = roleNames(service);
  const inside = await connect(url);

  try {
    await inside.query(`ALTER SCHEMA public OWNER TO ${owner}`);
    await inside.query(`REVOKE ALL ON SCHEMA public FROM PUBLIC`);
    await inside.query(`GRANT USAGE ON SCHEMA public TO ${runtime}, ${system}`);
    await inside.query(
      `ALTER DEFAULT PRIVILEGES FOR ROLE ${owner} IN SCHEMA public GRANT SELECT, INSERT, UPDATE, DELETE ON TABLES TO ${runtime}, ${system}`,
    );
    await inside.query(
      `ALTER DEFAULT PRIVILEGES FOR ROLE ${owner} IN SCHEMA public GRANT USAGE, SELECT ON SEQUENCES TO ${runtime}, ${system}`,
    );
  } finally {
    await inside.end();
  }
}

async function connect(connectionString: string): Promise<Client> {
  const client = new Client({ connectionString, connectionTimeoutMillis: 5_000, application_name: 'offload-provision' });
  await client.connect();
  return client;
}

function withDatabase(url: string, database: string): string {
  const other = new URL(url);
  other.pathname = `/${encodeURIComponent(database)}`;
  return other.href;
}

function withLogin(url: string, user: string, password: string): string {
  const other = new URL(url);
  other.username = user;
  other.password = encodeURIComponent(password);
  return other.href;
}
