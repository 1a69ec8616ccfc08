import type { ServiceName } from './database.ts';
import { roleNames } from './role-names.ts';

/** What can run a statement of a migration; TypeORM's QueryRunner does. */
interface MigrationRunner {
  query(sql: string): Promise<unknown>;
}

/** The names of the two policies; `findUnprotectedTables` looks for them. */
export const tenantPolicy = 'tenant_isolation';
export const systemPolicy = 'system_access';

/**
 * Puts a table behind row-level security, in the migration that creates it: the runtime role sees and writes the rows of the transaction's tenant only,
 * the system role all of them, and the owner none (FORCE), so that no statement run as the owner leaks either. A migration that must change rows
 * says `ALTER TABLE … NO FORCE ROW LEVEL SECURITY` for as long as it takes. Throws when the table has no column `tenant_id uuid NOT NULL`.
 */
export async function tenantTable(runner: MigrationRunner, table: string, options: { service: ServiceName }): Promise<void> {
  if (!/^[a-z_][a-z0-9_]*$/.test(table)) throw new Error(`not a table name: ${table}`);
  const { runtime, system } = roleNames(options.service);

  await runner.query(`
    DO $$ BEGIN
      IF NOT EXISTS (SELECT FROM pg_attribute WHERE attrelid = to_regclass('${table}') AND attname = 'tenant_id' AND atttypid = 'uuid'::regtype AND attnotnull) THEN
        RAISE EXCEPTION 'the table ${table} needs a column tenant_id uuid NOT NULL';
      END IF;
    END $$`);

  // The sub-select makes Postgres read the setting once a statement, not once a row. NULLIF: a setting that was used before on this connection is '', not NULL.
  const ownTenant = `tenant_id = (SELECT NULLIF(current_setting('app.tenant_id', true), '')::uuid)`;

  await runner.query(`ALTER TABLE ${table} ENABLE ROW LEVEL SECURITY`);
  await runner.query(`ALTER TABLE ${table} FORCE ROW LEVEL SECURITY`);
  await runner.query(`CREATE POLICY ${tenantPolicy} ON ${table} TO ${runtime} USING (${ownTenant}) WITH CHECK (${ownTenant})`);
  await runner.query(`CREATE POLICY ${systemPolicy} ON ${table} TO ${system} USING (true) WITH CHECK (true)`);
}
