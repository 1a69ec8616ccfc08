import type { MigrationInterface, QueryRunner } from 'typeorm';
import type { MigrationClass, ServiceName } from '../../database/database.ts';
import { tenantTable } from '../../database/tenant-table.ts';

/** What was said, what was heard, and what could not be handled. */
export const createOutbox = (service: ServiceName): MigrationClass =>
  class CreateOutbox1000000000001 implements MigrationInterface {
    readonly name = 'CreateOutbox1000000000001';

    async up(runner: QueryRunner): Promise<void> {
      await runner.query(`
        CREATE TABLE outbox (
          id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
          event_id uuid NOT NULL UNIQUE,
          tenant_id uuid NOT NULL,
          type text NOT NULL,
          aggregate_id text NOT NULL,
          aggregate_version integer NOT NULL,
          envelope jsonb NOT NULL,
          created_at timestamptz NOT NULL DEFAULT now(),
          sent_at timestamptz,
          attempts integer NOT NULL DEFAULT 0,
          retry_at timestamptz
        )`);
      await runner.query('CREATE INDEX outbox_unsent ON outbox (id) WHERE sent_at IS NULL');
      await runner.query('CREATE INDEX outbox_waiting ON outbox (aggregate_id, id) WHERE sent_at IS NULL AND retry_at IS NOT NULL');
      await runner.query('CREATE INDEX outbox_sent ON outbox (sent_at) WHERE sent_at IS NOT NULL');
      await tenantTable(runner, 'outbox', { service });

      // Where the bus was when the relay last looked: one row, of no tenant.
      await runner.query(`
        CREATE TABLE relay_state (
          singleton boolean PRIMARY KEY DEFAULT true CHECK (singleton),
          stream text NOT NULL,
          last_sequence bigint NOT NULL
        )`);
      await runner.query(`REVOKE ALL ON relay_state FROM ${service}_runtime`);

      await runner.query(`
        CREATE TABLE inbox (
          tenant_id uuid NOT NULL,
          subscriber text NOT NULL,
          noun text NOT NULL,
          aggregate_id text NOT NULL,
          aggregate_version integer NOT NULL,
          event_id uuid NOT NULL,
          handled_at timestamptz NOT NULL,
          PRIMARY KEY (tenant_id, subscriber, noun, aggregate_id)
        )`);
      await tenantTable(runner, 'inbox', { service });

      await runner.query(`
        CREATE TABLE dead_letter (
          id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
          tenant_id uuid NOT NULL,
          subscriber text NOT NULL,
          event_id uuid NOT NULL,
          type text NOT NULL,
          aggregate_id text NOT NULL,
          envelope jsonb NOT NULL,
          deliveries integer NOT NULL,
          died_at timestamptz NOT NULL DEFAULT now(),
          UNIQUE (tenant_id, subscriber, event_id)
        )`);
      await tenantTable(runner, 'dead_letter', { service });
    }

    async down(runner: QueryRunner): Promise<void> {
      await runner.query('DROP TABLE dead_letter, inbox, relay_state, outbox');
    }
  };
