import { tenantTable } from '@offload/service-kit';
import type { MigrationInterface, QueryRunner } from 'typeorm';

const tables = ['webhook_secret', 'webhook_secret_version'];

export class AddWebhookSecrets1764400000000 implements MigrationInterface {
  name = 'AddWebhookSecrets1764400000000';

  async up(runner: QueryRunner): Promise<void> {
    // The path in the secret store is an id of its own, so that no webhook can be made to name the secret of an account.
    await runner.query(`
      CREATE TABLE webhook_secret (
        tenant_id uuid NOT NULL,
        webhook_id uuid NOT NULL,
        path_id uuid NOT NULL,
        state text NOT NULL CHECK (state IN ('UNCLAIMED', 'ACTIVE', 'DESTROYED')),
        created_at timestamptz(3) NOT NULL,
        PRIMARY KEY (tenant_id, webhook_id)
      )`);
    await runner.query(`CREATE INDEX webhook_secret_unsettled ON webhook_secret (created_at) WHERE state <> 'ACTIVE'`);

    // Every version that the secret store may hold. One that is due is destroyed: a replaced one after its day, and one that was never taken into
    // use.
    await runner.query(`
      CREATE TABLE webhook_secret_version (
        tenant_id uuid NOT NULL,
        webhook_id uuid NOT NULL,
        version integer NOT NULL CHECK (version > 0),
        signs boolean NOT NULL,
        until timestamptz(3),
        PRIMARY KEY (tenant_id, webhook_id, version),
        FOREIGN KEY (tenant_id, webhook_id) REFERENCES webhook_secret ON DELETE CASCADE
      )`);
    await runner.query(`CREATE INDEX webhook_secret_version_due ON webhook_secret_version (until)`);

    for (const table of tables) await tenantTable(runner, table, { service: 'credentials' });
  }

  async down(runner: QueryRunner): Promise<void> {
    for (const table of tables.toReversed()) await runner.query(`DROP TABLE ${table}`);
  }
}
