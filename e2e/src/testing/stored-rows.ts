import { Client } from 'pg';
import type { Story } from './story.ts';

const tables = [
  ['offload_accounts', 'cloud_account'],
  ['offload_credentials', 'credential'],
  ['offload_credentials', 'secret'],
] as const;

/** How many rows of credentials and accounts there are that a refused connection could have left. */
export async function storedRows({ platform }: Story): Promise<number> {
  let rows = 0;
  for (const [database, table] of tables) {
    const url = new URL(platform.databaseAdminUrl);
    url.pathname = `/${database}`;
    const client = new Client({ connectionString: url.href });
    await client.connect();
    // The platform's own keys are sealed too, under the nil tenant.
    const { rows: found } = await client.query(`SELECT count(*)::int AS count FROM ${table} WHERE tenant_id <> '00000000-0000-0000-0000-000000000000'`);
    rows += found[0].count;
    await client.end();
  }
  return rows;
}
