import type { Database } from './database.ts';
import { roleNames } from './role-names.ts';
import { systemPolicy, tenantPolicy } from './tenant-table.ts';

export interface UnprotectedTable {
  table: string;
  /** What is wrong with it, in words. */
  missing: string[];
}

interface TableFacts {
  name: string;
  kind: 'r' | 'p' | 'm';
  enabled: boolean;
  forced: boolean;
  policies: { name: string; roles: string[]; permissive: boolean; command: string; using: string | null; check: string | null }[];
}

/**
 * Every table that has a `tenant_id` and is not behind row-level security as `tenantTable` puts it; each service's tests expect none.
 * A materialized view with tenants in it is named, too: no policy can hold it.
 */
export async function findUnprotectedTables(database: Database): Promise<UnprotectedTable[]> {
  const tables = await database.system.read((tx) =>
    tx.query<TableFacts>(`
      SELECT c.relname AS name, c.relkind AS kind, c.relrowsecurity AS enabled, c.relforcerowsecurity AS forced,
             COALESCE((
               SELECT json_agg(json_build_object('name', p.polname, 'permissive', p.polpermissive, 'command', p.polcmd,
                 'roles', ARRAY(SELECT COALESCE(r.rolname, 'public') FROM unnest(p.polroles) AS held(id) LEFT JOIN pg_roles r ON r.oid = held.id),
                 'using', pg_get_expr(p.polqual, p.polrelid), 'check', pg_get_expr(p.polwithcheck, p.polrelid)))
               FROM pg_policy p WHERE p.polrelid = c.oid), '[]') AS policies
      FROM pg_class c
      JOIN pg_attribute a ON a.attrelid = c.oid AND a.attname = 'tenant_id' AND NOT a.attisdropped
      WHERE c.relkind IN ('r', 'p', 'm') AND c.relnamespace NOT IN ('pg_catalog'::regnamespace, 'information_schema'::regnamespace)
      ORDER BY c.relname`),
  );

  return tables
    .map((table) => ({ table: table.name, missing: missingOf(table, roleNames(database.service)) }))
    .filter(({ missing }) => missing.length > 0);
}

function missingOf(table: TableFacts, { runtime, system }: { runtime: string; system: string }): string[] {
  if (table.kind === 'm') return ['a materialized view cannot have row-level security'];

  const holds = (name: string, role: string, expression: (sql: string) => boolean): boolean =>
    table.policies.some(
      (policy) =>
        policy.name === name &&
        policy.command === '*' &&
        policy.roles.join() === role &&
        expression(policy.using ?? '') &&
        expression(policy.check ?? ''),
    );
  const ownTenant = (sql: string) => /^\(tenant_id = \( ?SELECT .*NULLIF\(current_setting\('app\.tenant_id'/i.test(sql);
  // A further permissive policy would open what these two close: policies are joined by OR.
  const others = table.policies.filter((policy) => policy.permissive && policy.name !== tenantPolicy && policy.name !== systemPolicy);

  return [
    ...(table.enabled ? [] : ['row-level security is not enabled']),
    ...(table.forced ? [] : ['row-level security is not forced on the owner']),
    ...(holds(tenantPolicy, runtime, ownTenant) ? [] : [`no policy ${tenantPolicy} for ${runtime}`]),
    ...(holds(systemPolicy, system, (sql) => sql === 'true') ? [] : [`no policy ${systemPolicy} for ${system}`]),
    ...others.map((policy) => `the policy ${policy.name} opens it for ${policy.roles.join(', ')}`),
  ];
}
