import { tenantTable } from '@offload/service-kit';
import type { MigrationInterface, QueryRunner } from 'typeorm';

const tables = ['tenant', 'cloud_account', 'connection_intent', 'onboarding_kit', 'external_id_claim', 'api_key'];

export class CreateAccounts1763900000000 implements MigrationInterface {
  name = 'CreateAccounts1763900000000';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      CREATE TABLE tenant (
        tenant_id uuid PRIMARY KEY,
        name text NOT NULL,
        created_at timestamptz(3) NOT NULL
      )`);

    await runner.query(`
      CREATE TABLE cloud_account (
        tenant_id uuid NOT NULL,
        id uuid NOT NULL,
        name text NOT NULL,
        provider text NOT NULL,
        provider_account_id text NOT NULL,
        status text NOT NULL CHECK (status IN ('CONNECTED', 'DEGRADED', 'DISCONNECTED')),
        credential_id uuid NOT NULL,
        regions text[],
        simulated boolean NOT NULL,
        idempotency_key text,
        version integer NOT NULL,
        connected_at timestamptz(3) NOT NULL,
        disconnected_at timestamptz(3),
        PRIMARY KEY (tenant_id, id)
      )`);
    await runner.query(`
      CREATE UNIQUE INDEX cloud_account_once ON cloud_account (tenant_id, provider, provider_account_id, simulated) WHERE status <> 'DISCONNECTED'`);
    await runner.query(`CREATE UNIQUE INDEX cloud_account_idempotency ON cloud_account (tenant_id, idempotency_key)`);
    await runner.query(`CREATE INDEX cloud_account_newest ON cloud_account (tenant_id, connected_at DESC, id DESC)`);

    // An account that is being connected: it becomes a cloud account in the transaction that says so, or nothing at all.
    await runner.query(`
      CREATE TABLE connection_intent (
        tenant_id uuid NOT NULL,
        cloud_account_id uuid NOT NULL,
        status text NOT NULL CHECK (status IN ('PENDING', 'ABANDONED')),
        idempotency_key text,
        created_at timestamptz(3) NOT NULL,
        PRIMARY KEY (tenant_id, cloud_account_id)
      )`);
    await runner.query(`CREATE UNIQUE INDEX connection_intent_idempotency ON connection_intent (tenant_id, idempotency_key) WHERE status = 'PENDING'`);

    await runner.query(`
      CREATE TABLE onboarding_kit (
        tenant_id uuid NOT NULL,
        id uuid NOT NULL,
        provider text NOT NULL,
        external_id text,
        created_at timestamptz(3) NOT NULL,
        PRIMARY KEY (tenant_id, id)
      )`);
    await runner.query(`CREATE INDEX onboarding_kit_newest ON onboarding_kit (tenant_id, created_at DESC)`);

    // Unique over all tenants, for ever: the one index that does not lead with the tenant. A claim of another tenant can be met, never read.
    await runner.query(`
      CREATE TABLE external_id_claim (
        hash bytea PRIMARY KEY,
        tenant_id uuid NOT NULL,
        created_at timestamptz(3) NOT NULL
      )`);

    await runner.query(`
      CREATE TABLE api_key (
        tenant_id uuid NOT NULL,
        id uuid NOT NULL,
        name text NOT NULL,
        key_hash text NOT NULL UNIQUE,
        roles text[] NOT NULL,
        expires_at timestamptz(3),
        revoked_at timestamptz(3),
        created_at timestamptz(3) NOT NULL,
        PRIMARY KEY (tenant_id, id)
      )`);

    for (const table of tables) await tenantTable(runner, table, { service: 'accounts' });
  }

  async down(runner: QueryRunner): Promise<void> {
    for (const table of tables) await runner.query(`DROP TABLE ${table}`);
  }
}
