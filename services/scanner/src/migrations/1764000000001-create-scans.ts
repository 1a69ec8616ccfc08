import { tenantTable } from '@offload/service-kit';
import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Accounts as the scanner knows them, scans, their jobs and gaps. */
export class CreateScans1764000000001 implements MigrationInterface {
  name = 'CreateScans1764000000001';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      CREATE TABLE cloud_account (
        tenant_id uuid NOT NULL,
        id uuid NOT NULL,
        provider text NOT NULL CHECK (provider IN ('AWS', 'AZURE', 'GCP')),
        provider_account_id text NOT NULL,
        is_connected boolean NOT NULL,
        regions text[],
        simulated boolean NOT NULL,
        last_scan_seq integer NOT NULL DEFAULT 0,
        PRIMARY KEY (tenant_id, id)
      )`);

    await runner.query(`
      CREATE TABLE scan (
        tenant_id uuid NOT NULL,
        id uuid NOT NULL,
        cloud_account_id uuid NOT NULL,
        type text NOT NULL CHECK (type IN ('QUICK', 'FULL', 'INCREMENTAL')),
        status text NOT NULL CHECK (status IN ('QUEUED', 'RUNNING', 'COMPLETED', 'PARTIAL', 'FAILED', 'CANCELLED')),
        trigger text NOT NULL CHECK (trigger IN ('ACCOUNT_CONNECTED', 'MANUAL', 'SCHEDULE')),
        scan_seq integer NOT NULL,
        regions text[] NOT NULL,
        revision integer NOT NULL DEFAULT 1,
        queued_at timestamptz(3) NOT NULL,
        started_at timestamptz(3),
        finished_at timestamptz(3),
        PRIMARY KEY (tenant_id, id),
        FOREIGN KEY (tenant_id, cloud_account_id) REFERENCES cloud_account (tenant_id, id)
      )`);
    // The one rule that two people who press start at once meet: an account has one scan that is not over.
    await runner.query(`CREATE UNIQUE INDEX scan_active ON scan (tenant_id, cloud_account_id) WHERE status IN ('QUEUED', 'RUNNING')`);
    await runner.query(`CREATE UNIQUE INDEX scan_sequence ON scan (tenant_id, cloud_account_id, scan_seq)`);
    await runner.query(`CREATE INDEX scan_newest ON scan (tenant_id, queued_at, id)`);

    await runner.query(`
      CREATE TABLE job (
        tenant_id uuid NOT NULL,
        id uuid NOT NULL,
        scan_id uuid NOT NULL,
        cloud_account_id uuid NOT NULL,
        service text NOT NULL,
        region text NOT NULL,
        position integer NOT NULL,
        status text NOT NULL DEFAULT 'QUEUED' CHECK (status IN ('QUEUED', 'RELEASED', 'RUNNING', 'DONE', 'FAILED', 'CANCELLED')),
        attempt integer NOT NULL DEFAULT 0,
        failures integer NOT NULL DEFAULT 0,
        deferrals integer NOT NULL DEFAULT 0,
        claimed_by text,
        claimed_until timestamptz(3),
        released_at timestamptz(3),
        retry_at timestamptz(3) NOT NULL,
        finished_at timestamptz(3),
        assets integer NOT NULL DEFAULT 0,
        findings integer NOT NULL DEFAULT 0,
        saw_nothing boolean NOT NULL DEFAULT false,
        PRIMARY KEY (tenant_id, id),
        FOREIGN KEY (tenant_id, scan_id) REFERENCES scan (tenant_id, id) ON DELETE CASCADE
      ) WITH (fillfactor = 70)`);
    await runner.query(`CREATE INDEX job_of_scan ON job (tenant_id, scan_id, position)`);
    // What the dispatcher looks at, across tenants; ended jobs are not in it.
    await runner.query(`CREATE INDEX job_open ON job (scan_id, status, position) WHERE status IN ('QUEUED', 'RELEASED', 'RUNNING')`);

    await runner.query(`
      CREATE TABLE gap (
        tenant_id uuid NOT NULL,
        job_id uuid NOT NULL,
        region text NOT NULL,
        action text NOT NULL,
        reason text NOT NULL,
        scan_id uuid NOT NULL,
        message text NOT NULL,
        resource_types text[] NOT NULL,
        PRIMARY KEY (tenant_id, job_id, region, action, reason),
        FOREIGN KEY (tenant_id, job_id) REFERENCES job (tenant_id, id) ON DELETE CASCADE
      )`);
    await runner.query(`CREATE INDEX gap_of_scan ON gap (tenant_id, scan_id)`);

    for (const table of ['cloud_account', 'scan', 'job', 'gap']) await tenantTable(runner, table, { service: 'scanner' });
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`DROP TABLE gap, job, scan, cloud_account`);
  }
}
