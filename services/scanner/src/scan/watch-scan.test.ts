import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { newId } from '@offload/contracts';
import { swept, volumes, volumeType } from '../testing/estate.ts';
import { scannerWorld, type ScannerWorld, type TenantOfTest } from '../testing/scanner-world.ts';
import { cancelScan } from './cancel-scan.ts';
import type { ScanRow } from './scan.entity.ts';
import { watchScan, type Watched } from './watch-scan.ts';

describe('watching a scan', () => {
  let world: ScannerWorld;
  let tenant: TenantOfTest;
  beforeAll(async () => {
    world = await scannerWorld();
  });
  afterAll(() => world.drop());
  beforeEach(() => {
    tenant = world.tenant();
  });
  afterEach(() => {
    world.bus.losesBroadcasts = false;
  });

  async function watch(watched: Watched, tenantId = tenant.id): Promise<AsyncIterableIterator<ScanRow>> {
    const watching = await watchScan(world.ctx, { tenantId, ...watched });
    if (!watching.ok) throw new Error(watching.error.message);
    return watching.value;
  }
  const cancel = (scanId: string) => cancelScan(world.ctx, { tenantId: tenant.id, scanId });

  it('tells the present state first, then every change, and ends after the last', async () => {
    const cloudAccountId = await tenant.cloudAccount();
    world.estate.script('ec2', 'us-east-1', [volumes('us-east-1', 'bad-1'), swept(volumeType, 'us-east-1')]);
    const scan = await tenant.startScan(cloudAccountId);
    const changes = await watch({ scanId: scan.id });
    expect((await changes.next()).value).toMatchObject({ id: scan.id, status: 'QUEUED' });

    const stop = await world.runEngine();
    const seen: ScanRow[] = [];
    for await (const change of changes) seen.push(change);
    await stop();

    expect(seen.at(-1)).toMatchObject({ status: 'COMPLETED' });
    const revisions = seen.map(({ revision }) => revision);
    expect(revisions).toEqual([...new Set(revisions)].sort((left, right) => left - right));
    expect(world.bus.listeners).toBe(0);
  });

  it('loses two seconds at most when every broadcast is lost', async () => {
    const scan = await tenant.startScan(await tenant.cloudAccount());
    const changes = await watch({ scanId: scan.id });
    await changes.next();
    world.bus.losesBroadcasts = true;

    const startedAt = performance.now();
    const next = changes.next();
    await cancel(scan.id);
    expect((await next).value).toMatchObject({ status: 'CANCELLED' });
    expect(performance.now() - startedAt).toBeLessThan(2_500);
  });

  it('says nothing of a broadcast that changes nothing', async () => {
    const cloudAccountId = await tenant.cloudAccount();
    const scan = await tenant.startScan(cloudAccountId);
    const changes = await watch({ scanId: scan.id });
    await changes.next();

    const next = changes.next();
    world.ctx.progress.tell({ tenantId: tenant.id, scanId: scan.id, cloudAccountId }, scan.revision);
    await cancel(scan.id);
    expect((await next).value).toMatchObject({ status: 'CANCELLED' });
  });

  it('ends at once when the watcher leaves, also while it waits', async () => {
    const scan = await tenant.startScan(await tenant.cloudAccount());
    const before = world.bus.listeners;
    const changes = await watch({ scanId: scan.id });
    await changes.next();
    const parked = changes.next();

    const startedAt = performance.now();
    await changes.return!();
    expect(await parked).toEqual({ done: true, value: undefined });
    expect(performance.now() - startedAt).toBeLessThan(500);
    expect(world.bus.listeners).toBe(before);
  });

  it('goes on with the next scans of an account, and tells how each one ended', async () => {
    const cloudAccountId = await tenant.cloudAccount();
    const changes = await watch({ cloudAccountId });
    const next = changes.next();

    const first = await tenant.startScan(cloudAccountId);
    expect((await next).value).toMatchObject({ id: first.id, status: 'QUEUED' });
    world.bus.losesBroadcasts = true;
    await cancel(first.id);
    world.bus.losesBroadcasts = false;
    const second = await tenant.startScan(cloudAccountId);

    expect((await changes.next()).value).toMatchObject({ id: first.id, status: 'CANCELLED' });
    expect((await changes.next()).value).toMatchObject({ id: second.id, status: 'QUEUED' });
    await changes.return!();
  });

  it('ends with the account', async () => {
    const cloudAccountId = await tenant.cloudAccount();
    await tenant.startScan(cloudAccountId);
    const changes = await watch({ cloudAccountId });
    await changes.next();
    await tenant.disconnect(cloudAccountId);

    expect((await changes.next()).value).toMatchObject({ status: 'CANCELLED' });
    expect(await changes.next()).toEqual({ done: true, value: undefined });
  });

  it('answers for another tenant\'s scan or account as for one that never was, and listens to neither', async () => {
    const cloudAccountId = await tenant.cloudAccount();
    const scan = await tenant.startScan(cloudAccountId);
    const stranger = world.tenant().id;
    const before = world.bus.listeners;
    const asked = (watched: Watched) => watchScan(world.ctx, { tenantId: stranger, ...watched });

    expect(await asked({ scanId: scan.id })).toEqual(await asked({ scanId: newId() }));
    expect(await asked({ cloudAccountId })).toEqual(await asked({ cloudAccountId: newId() }));
    expect(await asked({ scanId: scan.id })).toMatchObject({ ok: false, error: { kind: 'NotFound' } });
    expect(world.bus.listeners).toBe(before);
  });
});
