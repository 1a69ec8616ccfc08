import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { cloudRegions, newId } from '@offload/contracts';
import { scannerWorld, type ScannerWorld } from '../testing/scanner-world.ts';
import { startScan } from './start-scan.ts';

describe('starting a scan', () => {
  let world: ScannerWorld;
  beforeAll(async () => {
    world = await scannerWorld();
  });
  afterAll(() => world.drop());

  const manual = { type: 'FULL', trigger: 'MANUAL', regions: null } as const;

  it('plans one job a service and region, account-wide ones once, and tells of it', async () => {
    const tenant = world.tenant();
    const scan = await tenant.startScan(await tenant.cloudAccount({ regions: null }));

    expect(scan).toMatchObject({ status: 'QUEUED', regions: [...cloudRegions.AWS.curated], scanSeq: 1 });
    const jobs = await tenant.query<{ region: string }>('SELECT region FROM job WHERE scan_id = $1 ORDER BY position', [scan.id]);
    expect(jobs.map(({ region }) => region)).toEqual(['global', ...cloudRegions.AWS.curated]);
    const [event] = await tenant.query<{ envelope: unknown }>(`SELECT envelope FROM outbox WHERE type = 'offload.scanner.scan.queued.v1'`);
    expect(event?.envelope).toMatchObject({ subject: scan.id, data: { jobs: cloudRegions.AWS.curated.length + 1 } });
  });

  it('answers with the running scan of the account, also when two are started at once', async () => {
    const tenant = world.tenant();
    const cloudAccountId = await tenant.cloudAccount();
    const started = await Promise.all([1, 2, 3, 4].map(() => tenant.startScan(cloudAccountId)));

    expect(new Set(started.map(({ id }) => id)).size).toBe(1);
    expect(await tenant.query('SELECT 1 FROM job')).toHaveLength(2);
  });

  it('looks at the primary region only when QUICK, and at the chosen ones when they are named', async () => {
    const tenant = world.tenant();
    const quick = await startScan(world.ctx, { ...manual, tenantId: tenant.id, cloudAccountId: await tenant.cloudAccount({ regions: ['eu-west-1'] }), type: 'QUICK' });
    expect(quick).toMatchObject({ ok: true, value: { regions: ['us-east-1'] } });

    const chosen = await tenant.startScan(await tenant.cloudAccount(), ['eu-north-1', 'eu-north-1']);
    expect(chosen.regions).toEqual(['eu-north-1']);
  });

  it.each([
    [{ type: 'INCREMENTAL' }, 'type'],
    [{ regions: ['mars-north-1'] }, 'regions'],
    [{ regions: ['us-gov-west-1'] }, 'regions'],
    [{ regions: [] }, 'regions'],
    [{ type: 'QUICK', regions: ['us-east-1'] }, 'regions'],
  ] as const)('refuses %j and names the field', async (input, field) => {
    const tenant = world.tenant();
    const refused = await startScan(world.ctx, { ...manual, ...input, tenantId: tenant.id, cloudAccountId: await tenant.cloudAccount() });

    expect(refused).toMatchObject({ ok: false, error: { kind: 'InvalidInput', field } });
    expect(await tenant.query('SELECT 1 FROM scan')).toHaveLength(0);
  });

  it('knows no account of another tenant, exactly as one that never was', async () => {
    const tenant = world.tenant();
    const foreign = await startScan(world.ctx, { ...manual, tenantId: world.tenant().id, cloudAccountId: await tenant.cloudAccount() });
    const unknown = await startScan(world.ctx, { ...manual, tenantId: tenant.id, cloudAccountId: newId() });

    expect(foreign).toMatchObject({ ok: false, error: { kind: 'NotFound' } });
    expect(foreign).toEqual(unknown);
  });

  it('refuses an account that is disconnected', async () => {
    const tenant = world.tenant();
    const cloudAccountId = await tenant.cloudAccount();
    await tenant.disconnect(cloudAccountId);

    const refused = await startScan(world.ctx, { ...manual, tenantId: tenant.id, cloudAccountId });
    expect(refused).toMatchObject({ ok: false, error: { kind: 'CloudAccountNotConnected' } });
  });
});
