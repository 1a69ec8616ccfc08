import { tenantTable } from '@offload/service-kit';
import type { MigrationInterface, QueryRunner } from 'typeorm';

const tables = ['webhook', 'webhook_delivery'];

export class AddWebhooks1764400000000 implements MigrationInterface {
  name = 'AddWebhooks1764400000000';

  async up(runner: QueryRunner): Promise<void> {
    // PENDING: its secret is being made; it is nobody's to see, and becomes a webhook in the transaction that says so, or nothing at all.
    await runner.query(`
      CREATE TABLE webhook (
        tenant_id uuid NOT NULL,
        id uuid NOT NULL,
        name text NOT NULL,
        url text NOT NULL,
        events text[] NOT NULL,
        cloud_account_ids uuid[],
        state text NOT NULL CHECK (state IN ('PENDING', 'ENABLED', 'DISABLED')),
        disabled_reason text CHECK ((disabled_reason IS NOT NULL) = (state = 'DISABLED')),
        disabled_at timestamptz(3),
        previous_secret_until timestamptz(3),
        failing_since timestamptz(3),
        dead_in_row integer NOT NULL DEFAULT 0,
        version integer NOT NULL,
        created_at timestamptz(3) NOT NULL,
        PRIMARY KEY (tenant_id, id)
      )`);
    await runner.query(`CREATE INDEX webhook_pending ON webhook (created_at) WHERE state = 'PENDING'`);

    // The rows are the truth, and the work queue only distributes them: what is PENDING is tried at next_attempt_at. Without it, it waits for its
    // webhook to be enabled. While released_until lasts an attempt is under way, or its message on the queue; each release has a number, which fences
    // the one before.
    await runner.query(`
      CREATE TABLE webhook_delivery (
        tenant_id uuid NOT NULL,
        id uuid NOT NULL,
        webhook_id uuid NOT NULL,
        event_id uuid NOT NULL,
        event text NOT NULL,
        body text NOT NULL,
        status text NOT NULL CHECK (status IN ('PENDING', 'DELIVERED', 'DEAD')),
        attempts integer NOT NULL DEFAULT 0,
        release integer NOT NULL DEFAULT 0,
        released_until timestamptz(3),
        next_attempt_at timestamptz(3),
        last_attempt_at timestamptz(3),
        response_status integer,
        failure_code text,
        failure text,
        created_at timestamptz(3) NOT NULL,
        PRIMARY KEY (tenant_id, id),
        FOREIGN KEY (tenant_id, webhook_id) REFERENCES webhook ON DELETE CASCADE
      )`);
    await runner.query(`CREATE UNIQUE INDEX webhook_delivery_once ON webhook_delivery (tenant_id, webhook_id, event_id)`);
    await runner.query(`CREATE INDEX webhook_delivery_newest ON webhook_delivery (tenant_id, webhook_id, created_at DESC, id DESC)`);
    // Leads with the webhook: the dispatcher goes from one to the next, and a backlog of one is not read for the others' sake.
    await runner.query(`
      CREATE INDEX webhook_delivery_due ON webhook_delivery (tenant_id, webhook_id, next_attempt_at)
        WHERE status = 'PENDING' AND next_attempt_at IS NOT NULL`);
    await runner.query(`CREATE INDEX webhook_delivery_under_way ON webhook_delivery (released_until) WHERE status = 'PENDING'`);
    await runner.query(`CREATE INDEX webhook_delivery_age ON webhook_delivery (created_at)`);

    for (const table of tables) await tenantTable(runner, table, { service: 'accounts' });
  }

  async down(runner: QueryRunner): Promise<void> {
    for (const table of tables.toReversed()) await runner.query(`DROP TABLE ${table}`);
  }
}
