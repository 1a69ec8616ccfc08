import { tenantTable } from '@offload/service-kit';
import type { MigrationInterface, QueryRunner } from 'typeorm';

const tables = ['asset', 'asset_sighting', 'asset_version', 'asset_count', 'asset_batch', 'job_attempt', 'disconnected_account'];

export class CreateAssets1763900000000 implements MigrationInterface {
  name = 'CreateAssets1763900000000';

  async up(runner: QueryRunner): Promise<void> {
    // An asset's row is written when it changes. That it was seen again goes into a narrow row of its own, so that a scan of 50,000
    // unchanged assets rewrites none of their configurations.
    await runner.query(`
      CREATE TABLE asset (
        tenant_id uuid NOT NULL,
        id uuid NOT NULL,
        cloud_account_id uuid NOT NULL,
        type text NOT NULL,
        provider_ref text NOT NULL,
        region text,
        name text,
        sort_name text NOT NULL,
        tags jsonb NOT NULL,
        configuration jsonb NOT NULL,
        content_hash uuid NOT NULL,
        version integer NOT NULL,
        changed_at timestamptz(3) NOT NULL,
        first_seen_at timestamptz(3) NOT NULL,
        removed_at timestamptz(3),
        PRIMARY KEY (tenant_id, id)
      )`);
    await runner.query(`CREATE INDEX asset_by_account ON asset (tenant_id, cloud_account_id, type, sort_name, id)`);
    await runner.query(`CREATE INDEX asset_by_type ON asset (tenant_id, type, sort_name, id)`);

    await runner.query(`
      CREATE TABLE asset_sighting (
        tenant_id uuid NOT NULL,
        asset_id uuid NOT NULL,
        scan_seq integer NOT NULL,
        seen_at timestamptz(3) NOT NULL,
        PRIMARY KEY (tenant_id, asset_id)
      ) WITH (fillfactor = 70)`);

    // Only what was superseded: the present configuration stands in the asset's own row.
    await runner.query(`
      CREATE TABLE asset_version (
        tenant_id uuid NOT NULL,
        asset_id uuid NOT NULL,
        number integer NOT NULL,
        seen_at timestamptz(3) NOT NULL,
        tags jsonb NOT NULL,
        configuration jsonb NOT NULL,
        PRIMARY KEY (tenant_id, asset_id, number)
      )`);

    await runner.query(`
      CREATE TABLE asset_count (
        tenant_id uuid NOT NULL,
        cloud_account_id uuid NOT NULL,
        type text NOT NULL,
        region text NOT NULL,
        count integer NOT NULL,
        PRIMARY KEY (tenant_id, cloud_account_id, type, region)
      ) WITH (fillfactor = 50)`);

    await runner.query(`
      CREATE TABLE asset_batch (
        tenant_id uuid NOT NULL,
        job_id uuid NOT NULL,
        attempt integer NOT NULL,
        batch_no integer NOT NULL,
        changed integer NOT NULL,
        PRIMARY KEY (tenant_id, job_id, attempt, batch_no)
      )`);
    await runner.query(`
      CREATE TABLE job_attempt (
        tenant_id uuid NOT NULL,
        job_id uuid NOT NULL,
        attempt integer NOT NULL,
        swept integer,
        updated_at timestamptz(3) NOT NULL,
        PRIMARY KEY (tenant_id, job_id)
      )`);
    await runner.query(`
      CREATE TABLE disconnected_account (
        tenant_id uuid NOT NULL,
        cloud_account_id uuid NOT NULL,
        disconnected_at timestamptz(3) NOT NULL,
        PRIMARY KEY (tenant_id, cloud_account_id)
      )`);

    for (const table of tables) await tenantTable(runner, table, { service: 'inventory' });
  }

  async down(runner: QueryRunner): Promise<void> {
    for (const table of tables) await runner.query(`DROP TABLE ${table}`);
  }
}
