import type { Client } from 'pg';

const rowsAStatement = 1000;
const columns = [
  'tenant_id uuid', 'id uuid', 'cloud_account_id uuid', 'type text', 'provider_ref text', 'region text', 'name text', 'sort_name text', 'tags jsonb',
  'configuration jsonb', 'content_hash uuid', 'version int', 'changed_at timestamptz', 'first_seen_at timestamptz',
].map((column) => column.split(' ') as [name: string, type: string]);
const names = columns.map(([name]) => name).join(', ');

/**
 * How long it takes to upsert rows such as a scan wrote, and nothing else: from memory, a thousand a statement, over one connection, into an empty
 * table with the columns and indexes of inventory's own. Gives milliseconds for all of them; the table is gone afterwards.
 */
export async function timeBareUpserts(inventory: Client, cloudAccountId: string): Promise<{ rows: number; ms: number }> {
  const texts = columns.map(([name]) => `${name}::text`).join(', ');
  const { rows } = await inventory.query<(string | null)[]>({
    text: `SELECT ${texts} FROM asset WHERE cloud_account_id = $1 AND removed_at IS NULL`,
    values: [cloudAccountId],
    rowMode: 'array',
  });

  await inventory.query('CREATE TABLE bare_asset (LIKE asset INCLUDING ALL)');
  try {
    const startedAt = performance.now();
    for (let from = 0; from < rows.length; from += rowsAStatement) {
      const slice = rows.slice(from, from + rowsAStatement);
      await inventory.query(upsert, columns.map((_, position) => slice.map((row) => row[position])));
    }
    return { rows: rows.length, ms: performance.now() - startedAt };
  } finally {
    await inventory.query('DROP TABLE bare_asset');
  }
}

const upsert = `INSERT INTO bare_asset (${names})
  SELECT * FROM unnest(${columns.map(([, type], position) => `$${position + 1}::${type}[]`).join(', ')})
  ON CONFLICT (tenant_id, id) DO UPDATE SET ${columns.slice(2).map(([name]) => `${name} = excluded.${name}`).join(', ')}`;
