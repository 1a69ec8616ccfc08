import type { MigrationInterface, QueryRunner } from 'typeorm';

export class AddKitConnections1764000000000 implements MigrationInterface {
  name = 'AddKitConnections1764000000000';

  async up(runner: QueryRunner): Promise<void> {
    // The connection that a kit's federated subject stands for: one at a time.
    await runner.query(`ALTER TABLE onboarding_kit ADD COLUMN connected_account_id uuid`);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`ALTER TABLE onboarding_kit DROP COLUMN connected_account_id`);
  }
}
