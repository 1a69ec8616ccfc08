import { tenantTable } from '@offload/service-kit';
import type { MigrationInterface, QueryRunner } from 'typeorm';

const tables = ['credential_successor', 'retired_secret'];

export class AddRotation1764100000000 implements MigrationInterface {
  name = 'AddRotation1764100000000';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      ALTER TABLE credential
        ADD COLUMN issued_at timestamptz(3),
        ADD COLUMN rotation_id uuid,
        ADD COLUMN told_rotation text,
        ADD COLUMN version integer NOT NULL DEFAULT 0,
        ADD COLUMN next_test_at timestamptz(3) NOT NULL DEFAULT now()`);
    // A version that was destroyed leaves its number behind.
    await runner.query(`ALTER TABLE secret ALTER COLUMN sealed DROP NOT NULL`);
    // What is looked for over all tenants: connections that are due for a test, and secrets that age.
    await runner.query(`CREATE INDEX credential_due_for_test ON credential (next_test_at) WHERE state = 'ACTIVE'`);
    await runner.query(`CREATE INDEX credential_ageing ON credential ((COALESCE(issued_at, created_at))) WHERE state = 'ACTIVE'`);

    await runner.query(`
      CREATE TABLE credential_successor (
        tenant_id uuid NOT NULL,
        cloud_account_id uuid NOT NULL,
        rotation_id uuid NOT NULL,
        kind text NOT NULL,
        secret_version integer NOT NULL,
        fingerprint text NOT NULL,
        issued_at timestamptz(3),
        test jsonb NOT NULL,
        status text NOT NULL CHECK (status IN ('CONNECTED', 'DEGRADED')),
        begun_at timestamptz(3) NOT NULL,
        sealed_at timestamptz(3),
        PRIMARY KEY (tenant_id, cloud_account_id)
      )`);
    await runner.query(`
      CREATE TABLE retired_secret (
        tenant_id uuid NOT NULL,
        cloud_account_id uuid NOT NULL,
        version integer NOT NULL,
        until timestamptz(3) NOT NULL,
        PRIMARY KEY (tenant_id, cloud_account_id, version)
      )`);
    await runner.query(`CREATE INDEX retired_secret_due ON retired_secret (until)`);

    for (const table of tables) await tenantTable(runner, table, { service: 'credentials' });
  }

  async down(runner: QueryRunner): Promise<void> {
    for (const table of tables.toReversed()) await runner.query(`DROP TABLE ${table}`);
    await runner.query(`DROP INDEX credential_due_for_test, credential_ageing`);
    await runner.query(`
      ALTER TABLE credential DROP COLUMN issued_at, DROP COLUMN rotation_id, DROP COLUMN told_rotation, DROP COLUMN version, DROP COLUMN next_test_at`);
  }
}
