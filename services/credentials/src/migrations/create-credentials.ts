import { tenantTable } from '@offload/service-kit';
import type { MigrationInterface, QueryRunner } from 'typeorm';

const tables = ['credential', 'connection_test', 'secret', 'secret_data_key'];

export class CreateCredentials1763900000000 implements MigrationInterface {
  name = 'CreateCredentials1763900000000';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      CREATE TABLE credential (
        tenant_id uuid NOT NULL,
        id uuid NOT NULL,
        cloud_account_id uuid NOT NULL,
        kind text NOT NULL,
        state text NOT NULL CHECK (state IN ('UNCLAIMED', 'ACTIVE', 'DESTROYED')),
        secret_version integer,
        fingerprint text,
        provider_account_id text,
        simulated boolean NOT NULL,
        accept_partial_access boolean NOT NULL,
        regions text[],
        created_at timestamptz(3) NOT NULL,
        last_verified_at timestamptz(3),
        lease_expires_at timestamptz(3),
        PRIMARY KEY (tenant_id, id)
      )`);
    await runner.query(`CREATE UNIQUE INDEX credential_of_account ON credential (tenant_id, cloud_account_id)`);
    // The sweep's: few rows at any time, over all tenants.
    await runner.query(`CREATE INDEX credential_unclaimed ON credential (created_at) WHERE state = 'UNCLAIMED'`);
    await runner.query(
      `CREATE INDEX credential_undestroyed ON credential (created_at) WHERE state = 'DESTROYED' AND secret_version IS NOT NULL`,
    );

    await runner.query(`
      CREATE TABLE connection_test (
        tenant_id uuid NOT NULL,
        cloud_account_id uuid NOT NULL,
        test jsonb NOT NULL,
        status text NOT NULL CHECK (status IN ('CONNECTED', 'DEGRADED')),
        version integer NOT NULL,
        PRIMARY KEY (tenant_id, cloud_account_id)
      )`);

    // The embedded secret store's; empty where Vault keeps the secrets.
    await runner.query(`
      CREATE TABLE secret_data_key (
        tenant_id uuid PRIMARY KEY,
        wrapped bytea NOT NULL
      )`);
    await runner.query(`
      CREATE TABLE secret (
        tenant_id uuid NOT NULL,
        cloud_account_id uuid NOT NULL,
        version integer NOT NULL CHECK (version > 0),
        sealed bytea NOT NULL,
        CONSTRAINT secret_pkey PRIMARY KEY (tenant_id, cloud_account_id, version)
      )`);

    for (const table of tables) await tenantTable(runner, table, { service: 'credentials' });
  }

  async down(runner: QueryRunner): Promise<void> {
    for (const table of tables.toReversed()) await runner.query(`DROP TABLE ${table}`);
  }
}
