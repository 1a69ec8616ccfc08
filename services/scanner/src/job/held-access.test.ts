import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { accessEndedSubject, newId } from '@offload/contracts';
import { eventually } from '@offload/testkit';
import type { JobOutput } from '../collection/collection.ts';
import { volumes } from '../testing/estate.ts';
import { scannerWorld, type ScannerWorld, type TenantOfTest } from '../testing/scanner-world.ts';
import { createHeldAccess } from './held-access.ts';

const region = 'us-east-1';

describe('access that is held', () => {
  let world: ScannerWorld;
  let tenant: TenantOfTest;
  beforeEach(async () => {
    world = await scannerWorld();
    tenant = world.tenant();
  });
  afterEach(() => world.drop());

  const isDisconnected = (cloudAccountId: string) => world.bus.broadcast(accessEndedSubject(tenant.id, cloudAccountId), { tenantId: tenant.id, cloudAccountId });

  /** A scan whose job in EC2 asks the provider until it is stopped; resolves when it does. */
  async function scanning(cloudAccountId: string) {
    const stopped = new Promise<number>((resolve) => {
      world.estate.script('ec2', region, async function* (look): AsyncGenerator<JobOutput> {
        try {
          yield volumes(region, 'good-1');
          await new Promise((_, reject) => look.signal.addEventListener('abort', () => reject(look.signal.reason)));
        } finally {
          resolve(performance.now());
        }
      });
    });
    await world.runEngine();
    const { id } = await tenant.startScan(cloudAccountId);
    await eventually(() => world.estate.looks.some(({ scope }) => scope.service === 'ec2'));
    return { scanId: id, stopped };
  }

  it('is let go within a second of the disconnection, although the event that tells of it has not come', async () => {
    const cloudAccountId = await tenant.cloudAccount();
    const { scanId, stopped } = await scanning(cloudAccountId);
    world.credentials.answer = async () => ({ outcome: 'REFUSED', reason: 'NOT_CONNECTED', message: 'There is no such connected account.' });

    const at = performance.now();
    isDisconnected(cloudAccountId);

    expect((await stopped) - at).toBeLessThan(1_000);
    expect((await tenant.scan(scanId))?.status).toBe('RUNNING');
    await tenant.disconnect(cloudAccountId);
    expect((await tenant.ended(scanId)).status).toBe('CANCELLED');
  });

  it('is let go when only the event comes, since a broadcast may be lost', async () => {
    const cloudAccountId = await tenant.cloudAccount();
    const { stopped } = await scanning(cloudAccountId);
    world.bus.losesBroadcasts = true;

    const at = performance.now();
    await tenant.disconnect(cloudAccountId);

    expect((await stopped) - at).toBeLessThan(1_000);
  });

  it('of another account, and of another tenant’s of the same id, is kept', () => {
    const held = createHeldAccess();
    const [tenantId, cloudAccountId] = [newId(), newId()];
    const mine = held.hold(tenantId, cloudAccountId);
    const others = [held.hold(tenantId, newId()), held.hold(newId(), cloudAccountId)];
    const released = held.hold(tenantId, cloudAccountId);
    released.release();

    held.end(tenantId, cloudAccountId);

    expect(mine.ended.aborted).toBe(true);
    expect([...others, released].map(({ ended }) => ended.aborted)).toEqual([false, false, false]);
  });
});
