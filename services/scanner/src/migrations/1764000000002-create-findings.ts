import { tenantTable } from '@offload/service-kit';
import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Findings, which native source says which, and what each check found. */
export class CreateFindings1764000000002 implements MigrationInterface {
  name = 'CreateFindings1764000000002';

  async up(runner: QueryRunner): Promise<void> {
    // Every scan touches last_seen_at of every open finding: with room in the page, and no index on what changes, that write stays in place (HOT).
    await runner.query(`
      CREATE TABLE finding (
        tenant_id uuid NOT NULL,
        id uuid NOT NULL,
        cloud_account_id uuid NOT NULL,
        check_id text,
        resource_type text,
        sources text[] NOT NULL,
        severity_rank smallint NOT NULL,
        evaluation text NOT NULL CHECK (evaluation IN ('FAIL', 'UNKNOWN')),
        status text NOT NULL CHECK (status IN ('OPEN', 'RESOLVED', 'SUPPRESSED')),
        title text NOT NULL,
        message text NOT NULL,
        remedy text,
        asset_id uuid,
        region text,
        first_seen_at timestamptz(3) NOT NULL,
        last_seen_at timestamptz(3) NOT NULL,
        scan_seq integer NOT NULL,
        job_attempt integer NOT NULL,
        PRIMARY KEY (tenant_id, id)
      ) WITH (fillfactor = 80)`);
    await runner.query(`CREATE INDEX finding_worst ON finding (tenant_id, status, severity_rank, first_seen_at, id)`);
    await runner.query(`CREATE INDEX finding_of_account ON finding (tenant_id, cloud_account_id, resource_type, status)`);
    await runner.query(`CREATE INDEX finding_of_asset ON finding (tenant_id, asset_id, status) WHERE asset_id IS NOT NULL`);

    await runner.query(`
      CREATE TABLE native_sighting (
        tenant_id uuid NOT NULL,
        finding_id uuid NOT NULL,
        source text NOT NULL,
        cloud_account_id uuid NOT NULL,
        region text,
        scan_seq integer NOT NULL,
        job_attempt integer NOT NULL,
        PRIMARY KEY (tenant_id, finding_id, source),
        FOREIGN KEY (tenant_id, finding_id) REFERENCES finding (tenant_id, id) ON DELETE CASCADE
      )`);
    await runner.query(`CREATE INDEX native_sighting_of_source ON native_sighting (tenant_id, cloud_account_id, source)`);

    // By job scope, not by the resource's region: a job replaces exactly the rows that it answers for.
    await runner.query(`
      CREATE TABLE check_count (
        tenant_id uuid NOT NULL,
        cloud_account_id uuid NOT NULL,
        service text NOT NULL,
        region text NOT NULL,
        check_id text NOT NULL,
        pass integer NOT NULL,
        fail integer NOT NULL,
        unknown integer NOT NULL,
        PRIMARY KEY (tenant_id, cloud_account_id, service, region, check_id)
      )`);

    for (const table of ['finding', 'native_sighting', 'check_count']) await tenantTable(runner, table, { service: 'scanner' });
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`DROP TABLE check_count, native_sighting, finding`);
  }
}
