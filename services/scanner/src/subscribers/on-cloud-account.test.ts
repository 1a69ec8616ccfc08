import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { newId } from '@offload/contracts';
import { findUnprotectedTables } from '@offload/service-kit';
import { swept, volumes, volumeType } from '../testing/estate.ts';
import { scannerWorld, type ScannerWorld } from '../testing/scanner-world.ts';
import { onCloudAccountConnected } from './on-cloud-account-connected.ts';
import { onCloudAccountDisconnected } from './on-cloud-account-disconnected.ts';

describe('hearing of cloud accounts', () => {
  let world: ScannerWorld;
  beforeAll(async () => {
    world = await scannerWorld();
  });
  afterAll(() => world.drop());

  it('plans the first scan of a new account, once, however often the event comes', async () => {
    const tenant = world.tenant();
    const event = tenant.connectedEvent(newId(), { initialScan: true });
    await Promise.all([1, 2, 3].map(() => onCloudAccountConnected(world.ctx, event)));

    expect(await tenant.query('SELECT trigger, type, status FROM scan')).toEqual([{ trigger: 'ACCOUNT_CONNECTED', type: 'FULL', status: 'QUEUED' }]);
  });

  it('plans nothing when the person turned the initial scan off', async () => {
    const tenant = world.tenant();
    await tenant.cloudAccount({ initialScan: false });
    expect(await tenant.query('SELECT 1 FROM scan')).toEqual([]);
  });

  it('cancels what runs and resolves what is open when the account is disconnected', async () => {
    const tenant = world.tenant();
    const cloudAccountId = await tenant.cloudAccount();
    world.estate.script('ec2', 'us-east-1', [volumes('us-east-1', 'bad-1'), swept(volumeType, 'us-east-1')]);
    const stop = await world.runEngine();
    await tenant.scanned(cloudAccountId);
    await stop();
    const running = await tenant.startScan(cloudAccountId);

    await tenant.disconnect(cloudAccountId);
    expect(await tenant.scan(running.id)).toMatchObject({ status: 'CANCELLED' });
    expect((await tenant.findings()).map(({ status }) => status)).toEqual(['RESOLVED']);
    expect(await tenant.query('SELECT 1 FROM check_count')).toEqual([]);
  });

  it('ignores a connection that arrives after the disconnection that followed it', async () => {
    const tenant = world.tenant();
    const cloudAccountId = newId();
    await onCloudAccountDisconnected(world.ctx, tenant.disconnectedEvent(cloudAccountId, 2));
    await onCloudAccountConnected(world.ctx, tenant.connectedEvent(cloudAccountId, { version: 1, initialScan: true }));

    expect(await tenant.query('SELECT 1 FROM cloud_account')).toEqual([]);
    expect(await tenant.query('SELECT 1 FROM scan')).toEqual([]);
  });

  it('keeps every table with a tenant behind row-level security', async () => {
    expect(await findUnprotectedTables(world.database)).toEqual([]);
  });
});
