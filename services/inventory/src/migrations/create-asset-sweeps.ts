import { tenantTable } from '@offload/service-kit';
import type { MigrationInterface, QueryRunner } from 'typeorm';

export class CreateAssetSweeps1764000000000 implements MigrationInterface {
  name = 'CreateAssetSweeps1764000000000';

  async up(runner: QueryRunner): Promise<void> {
    // The newest sweep of each scope that an index listed, and what it found gone: the next one confirms or refutes what this one missed.
    await runner.query(`
      CREATE TABLE asset_sweep (
        tenant_id uuid NOT NULL,
        cloud_account_id uuid NOT NULL,
        type text NOT NULL,
        region text NOT NULL,
        scan_seq integer NOT NULL,
        gone_before integer NOT NULL,
        PRIMARY KEY (tenant_id, cloud_account_id, type, region)
      ) WITH (fillfactor = 70)`);
    await tenantTable(runner, 'asset_sweep', { service: 'inventory' });
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`DROP TABLE asset_sweep`);
  }
}
