import { roleNames, tenantTable } from '@offload/service-kit';
import type { MigrationInterface, QueryRunner } from 'typeorm';

const tables = ['audit_event', 'audit_head'];

export class AddAuditLog1764200000000 implements MigrationInterface {
  name = 'AddAuditLog1764200000000';

  async up(runner: QueryRunner): Promise<void> {
    // One chain a tenant: each row carries the hash of the row before. Details are text, as they were hashed.
    await runner.query(`
      CREATE TABLE audit_event (
        tenant_id uuid NOT NULL,
        seq bigint NOT NULL CHECK (seq > 0),
        event_id uuid NOT NULL,
        service text NOT NULL,
        act text NOT NULL,
        actor text NOT NULL,
        address text,
        target_type text NOT NULL,
        target_id text NOT NULL,
        outcome text NOT NULL,
        code text,
        details text NOT NULL,
        occurred_at timestamptz(3) NOT NULL,
        recorded_at timestamptz(3) NOT NULL,
        previous_hash bytea NOT NULL,
        hash bytea NOT NULL,
        PRIMARY KEY (tenant_id, seq)
      )`);
    await runner.query(`CREATE UNIQUE INDEX audit_event_once ON audit_event (tenant_id, event_id)`);
    await runner.query(`CREATE INDEX audit_event_of_target ON audit_event (tenant_id, target_id, seq DESC)`);
    await runner.query(`CREATE INDEX audit_event_recorded ON audit_event (recorded_at)`);

    // What was signed and given out of a chain: how long it was then, and with which hash it ended.
    await runner.query(`
      CREATE TABLE audit_head (
        tenant_id uuid NOT NULL,
        seq bigint NOT NULL,
        hash bytea NOT NULL,
        statement text NOT NULL,
        sealed_at timestamptz(3) NOT NULL,
        PRIMARY KEY (tenant_id, seq)
      )`);

    const { runtime, system } = roleNames('accounts');
    for (const table of tables) {
      await tenantTable(runner, table, { service: 'accounts' });
      // The log is written once: whoever holds the service's roles cannot change or shorten it.
      await runner.query(`REVOKE UPDATE, DELETE, TRUNCATE ON ${table} FROM ${runtime}, ${system}`);
    }
  }

  async down(runner: QueryRunner): Promise<void> {
    for (const table of tables) await runner.query(`DROP TABLE ${table}`);
  }
}
