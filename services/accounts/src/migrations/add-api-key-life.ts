import type { MigrationInterface, QueryRunner } from 'typeorm';

export class AddApiKeyLife1764300000000 implements MigrationInterface {
  name = 'AddApiKeyLife1764300000000';

  async up(runner: QueryRunner): Promise<void> {
    // Keys without scopes of their own have those of their roles: keys that operators let in. All that were there before are such.
    await runner.query(`
      ALTER TABLE api_key
        ADD COLUMN scopes text[],
        ADD COLUMN prefix text,
        ADD COLUMN created_by text NOT NULL DEFAULT 'service:accounts',
        ADD COLUMN last_used_at timestamptz(3)`);
    await runner.query(`CREATE INDEX api_key_newest ON api_key (tenant_id, created_at DESC, id DESC)`);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`DROP INDEX api_key_newest`);
    await runner.query(`ALTER TABLE api_key DROP COLUMN scopes, DROP COLUMN prefix, DROP COLUMN created_by, DROP COLUMN last_used_at`);
  }
}
