import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { eventually } from '@offload/testkit';
import { LeaseExpired } from '../collector/lease-expired.ts';
import type { JobOutput } from '../collection/collection.ts';
import { buckets, bucketType, denied, off, swept, testLease, volumes, volumeType } from '../testing/estate.ts';
import { scannerWorld, type ScannerWorld, type TenantOfTest } from '../testing/scanner-world.ts';
import { cancelScan } from '../scan/cancel-scan.ts';
import type { JobRow } from './job.entity.ts';
import { JobRepository } from './job.repository.ts';

const region = 'us-east-1';

describe('working on jobs', () => {
  let world: ScannerWorld;
  let tenant: TenantOfTest;
  let cloudAccountId: string;
  beforeEach(async () => {
    world = await scannerWorld();
    tenant = world.tenant();
    cloudAccountId = await tenant.cloudAccount();
  });
  afterEach(() => world.drop());

  const jobs = (): Promise<Pick<JobRow, 'id' | 'service' | 'status' | 'attempt' | 'failures' | 'deferrals' | 'assets' | 'findings'>[]> =>
    tenant.query('SELECT id, service, status, attempt, failures, deferrals, assets, findings FROM job ORDER BY position');
  const openFindings = async () => (await tenant.findings()).filter(({ status }) => status === 'OPEN');
  const finishedEvents = async () => {
    const rows = await tenant.query<{ envelope: { data: object } }>(`SELECT envelope FROM outbox WHERE type = 'offload.scanner.scan.finished.v1'`);
    return rows.map(({ envelope }) => envelope.data);
  };

  it('sees everything, judges it, stores it and says how the scan ended', async () => {
    world.estate.script('ec2', region, [volumes(region, 'bad-1', 'good-1'), volumes(region, 'good-2'), swept(volumeType, region)]);
    world.estate.script('s3', 'global', [buckets('bad-b'), swept(bucketType, null)]);
    await world.runEngine();
    const scan = await tenant.scanned(cloudAccountId);

    expect(scan).toMatchObject({ status: 'COMPLETED', startedAt: expect.any(Date), finishedAt: expect.any(Date) });
    expect(world.inventory.refs(cloudAccountId)).toEqual([
      'arn:aws:ec2:us-east-1:1:volume/bad-1',
      'arn:aws:ec2:us-east-1:1:volume/good-1',
      'arn:aws:ec2:us-east-1:1:volume/good-2',
      'arn:aws:s3:::bad-b',
    ]);
    expect((await openFindings()).map(({ message }) => message).sort()).toEqual(['bad-1 is fail', 'bad-b is fail']);
    expect(await finishedEvents()).toEqual([{ scanId: scan.id, cloudAccountId, status: 'COMPLETED', assets: 4, findings: 2, gaps: 0 }]);
    expect(await tenant.query('SELECT check_id, pass, fail FROM check_count ORDER BY check_id')).toEqual([
      { check_id: 'aws.ec2.volume-encrypted', pass: 2, fail: 1 },
      { check_id: 'aws.s3.bucket-private', pass: 0, fail: 1 },
    ]);
  });

  it('asks credentials for no more than the job declares', async () => {
    const asked: object[] = [];
    const { answer } = world.credentials;
    world.credentials.answer = (input, options) => {
      asked.push({ ...input, tenantId: options.tenantId });
      return answer(input, options);
    };
    await world.runEngine();
    const scan = await tenant.scanned(cloudAccountId);

    expect(asked).toContainEqual({
      tenantId: tenant.id,
      cloudAccountId,
      scanId: scan.id,
      jobId: expect.any(String),
      region,
      signingNames: ['ec2'],
      actions: ['ec2:List'],
    });
  });

  it('runs a job again whose worker died, and ends with the same inventory and findings', async () => {
    let deaths = 0;
    world.estate.script('ec2', region, async function* (look): AsyncGenerator<JobOutput> {
      yield volumes(region, 'bad-1', 'good-1');
      if (deaths++ === 0) await new Promise((_, reject) => look.signal.addEventListener('abort', () => reject(look.signal.reason)));
      yield volumes(region, 'bad-2');
      yield swept(volumeType, region);
    });
    await world.runEngine();
    const { id } = await tenant.startScan(cloudAccountId);
    await eventually(() => deaths === 1);

    // The worker hangs and its claim runs out: to everybody else it is dead.
    await tenant.query(`UPDATE job SET claimed_until = now() - interval '1 second' WHERE service = 'ec2'`);
    const scan = await tenant.ended(id);

    expect(scan.status).toBe('COMPLETED');
    expect((await jobs()).find(({ service }) => service === 'ec2')).toMatchObject({ status: 'DONE', attempt: 2, failures: 1, assets: 3, findings: 2 });
    expect((await openFindings()).map(({ message }) => message).sort()).toEqual(['bad-1 is fail', 'bad-2 is fail']);
    expect(world.inventory.refs(cloudAccountId)).toHaveLength(3);
  });

  it('lets a superseded worker store no finding and end no job', async () => {
    const inHand = Promise.withResolvers<void>();
    const goOn = Promise.withResolvers<void>();
    let looks = 0;
    world.estate.script('ec2', region, async function* (): AsyncGenerator<JobOutput> {
      const isFirst = looks++ === 0;
      if (isFirst) {
        inHand.resolve();
        await goOn.promise;
        yield volumes(region, 'bad-of-the-past');
      } else {
        yield volumes(region, 'bad-now');
      }
      yield swept(volumeType, region);
    });
    const stop = await world.runEngine();
    const { id } = await tenant.startScan(cloudAccountId);
    await inHand.promise;
    await tenant.query(`UPDATE job SET claimed_until = now() - interval '1 second' WHERE service = 'ec2'`);
    await tenant.ended(id);
    goOn.resolve();
    await stop();

    expect((await openFindings()).map(({ message }) => message)).toEqual(['bad-now is fail']);
    expect((await jobs()).find(({ service }) => service === 'ec2')).toMatchObject({ status: 'DONE', attempt: 2, findings: 1 });
    expect(await finishedEvents()).toHaveLength(1);
  });

  it('writes nothing under an attempt that is not the row\'s own', async () => {
    const { id } = await tenant.startScan(cloudAccountId);
    const [job] = await jobs();
    await tenant.query(`UPDATE job SET status = 'RUNNING', attempt = 5 WHERE id = $1`, [job!.id]);

    const older = { jobId: job!.id, attempt: 4 };
    const outcomes = await world.database.transact(tenant.id, async (tx) => {
      const repository = new JobRepository(tx);
      return [
        await repository.add(older, { assets: 1, findings: 1 }),
        await repository.extend(older, new Date()),
        await repository.putBack(older, { retryAt: new Date(), isFailure: true }),
        await repository.end(older, 'DONE', { at: new Date(), sawNothing: false }),
        await repository.add({ ...older, attempt: 5 }, { assets: 1, findings: 0 }),
      ];
    });
    expect(outcomes).toEqual([false, false, false, false, true]);
    expect(await tenant.scan(id)).toMatchObject({ status: 'QUEUED' });
  });

  it('waits for inventory as long as it takes, without counting it against the job', async () => {
    world.estate.script('ec2', region, [volumes(region, 'bad-1'), swept(volumeType, region)]);
    world.inventory.isDown = true;
    await world.runEngine();
    const { id } = await tenant.startScan(cloudAccountId);
    await eventually(async () => expect((await jobs()).every(({ status }) => status === 'RUNNING')).toBe(true));
    world.inventory.isDown = false;

    expect(await tenant.ended(id)).toMatchObject({ status: 'COMPLETED' });
    expect((await jobs()).map(({ failures }) => failures)).toEqual([0, 0]);
  });

  it('runs a job again whose batches inventory has lost', async () => {
    let isLost = false;
    world.estate.script('ec2', region, [volumes(region, 'good-1'), swept(volumeType, region)]);
    const { sweepAssets } = world.inventory;
    world.inventory.sweepAssets = async (sweep, options) => {
      if (!isLost && sweep.batches > 0) {
        isLost = true;
        return { outcome: 'INCOMPLETE', stored: 0 };
      }
      return sweepAssets(sweep, options);
    };
    await world.runEngine();

    expect(await tenant.scanned(cloudAccountId)).toMatchObject({ status: 'COMPLETED' });
    expect((await jobs()).find(({ service }) => service === 'ec2')).toMatchObject({ attempt: 2, failures: 0, deferrals: 1, assets: 1 });
  });

  it('gives up a job that fails each time, and still sees the others: PARTIAL, with a gap', async () => {
    world.estate.script('ec2', region, () => {
      throw new Error('a mistake of ours');
    });
    world.estate.script('s3', 'global', [buckets('good-b'), swept(bucketType, null)]);
    await world.runEngine();
    const scan = await tenant.scanned(cloudAccountId);

    expect(scan.status).toBe('PARTIAL');
    expect((await jobs()).find(({ service }) => service === 'ec2')).toMatchObject({ status: 'FAILED', failures: 2, attempt: 3 });
    expect(await tenant.query('SELECT region, action, reason, resource_types FROM gap')).toEqual([
      { region, action: 'ec2:*', reason: 'INTERNAL', resource_types: [volumeType] },
    ]);
  });

  it('says FAILED when nothing could be seen, and sweeps nothing then', async () => {
    world.estate.script('ec2', region, [denied(region, 'ec2:DescribeVolumes', [volumeType])]);
    world.credentials.answer = async ({ signingNames }) =>
      signingNames[0] === 's3'
        ? { outcome: 'REFUSED', reason: 'ACCESS_LOST', message: 'the role can no longer be assumed' }
        : { outcome: 'LEASED', lease: testLease, endpointOverride: null };
    await world.runEngine();

    expect(await tenant.scanned(cloudAccountId)).toMatchObject({ status: 'FAILED' });
    expect(world.inventory.sweeps).toEqual([]);
    expect(await tenant.query('SELECT reason, message FROM gap ORDER BY action')).toEqual([
      { reason: 'DENIED', message: 'ec2:DescribeVolumes is denied' },
      { reason: 'DENIED', message: 'the role can no longer be assumed' },
    ]);
  });

  it('is PARTIAL when something was denied, and keeps what it can no longer see', async () => {
    world.estate.script('ec2', region, [volumes(region, 'bad-1', 'bad-2'), swept(volumeType, region)]);
    await world.runEngine();
    await tenant.scanned(cloudAccountId);
    world.estate.script('ec2', region, [denied(region, 'ec2:DescribeVolumes', [volumeType])]);

    expect(await tenant.scanned(cloudAccountId)).toMatchObject({ status: 'PARTIAL' });
    expect(world.inventory.refs(cloudAccountId)).toHaveLength(2);
    expect(await openFindings()).toHaveLength(2);
  });

  it('is not PARTIAL because a source of findings is off, but is when that hides resources', async () => {
    world.estate.script('ec2', region, [volumes(region, 'good-1'), swept(volumeType, region), off(region, 'guardduty:ListDetectors', [])]);
    await world.runEngine();
    expect(await tenant.scanned(cloudAccountId)).toMatchObject({ status: 'COMPLETED' });

    world.estate.script('ec2', region, [volumes(region, 'good-1'), off(region, 'cloudasset.assets.listResource', [volumeType])]);
    expect(await tenant.scanned(cloudAccountId)).toMatchObject({ status: 'PARTIAL' });
  });

  it('asks for another lease when the provider no longer takes this one', async () => {
    let looks = 0;
    world.estate.script('ec2', region, function* (): Generator<JobOutput> {
      yield volumes(region, 'good-1');
      if (looks++ === 0) throw new LeaseExpired('ExpiredToken');
      yield swept(volumeType, region);
    });
    await world.runEngine();

    expect(await tenant.scanned(cloudAccountId)).toMatchObject({ status: 'COMPLETED' });
    expect((await jobs()).find(({ service }) => service === 'ec2')).toMatchObject({ attempt: 2, assets: 1 });
  });

  it('waits while credentials has not heard of a new account', async () => {
    let asked = 0;
    const { answer } = world.credentials;
    world.credentials.answer = async (input, options) =>
      asked++ < 3 ? { outcome: 'REFUSED', reason: 'NOT_CONNECTED', message: 'not connected' } : answer(input, options);
    await world.runEngine();

    expect(await tenant.scanned(cloudAccountId)).toMatchObject({ status: 'COMPLETED' });
    expect((await jobs()).every(({ failures }) => failures === 0)).toBe(true);
  });

  it('stops at once when the scan is cancelled, and stores nothing more', async () => {
    const inHand = Promise.withResolvers<void>();
    const goOn = Promise.withResolvers<void>();
    world.estate.script('ec2', region, async function* (): AsyncGenerator<JobOutput> {
      inHand.resolve();
      await goOn.promise;
      yield volumes(region, 'bad-1');
      yield swept(volumeType, region);
    });
    const stop = await world.runEngine();
    const { id } = await tenant.startScan(cloudAccountId);
    await inHand.promise;

    expect(await cancelScan(world.ctx, { tenantId: tenant.id, scanId: id })).toMatchObject({ ok: true, value: { status: 'CANCELLED' } });
    goOn.resolve();
    await stop();

    expect(await tenant.scan(id)).toMatchObject({ status: 'CANCELLED', finishedAt: expect.any(Date) });
    expect((await jobs()).find(({ service }) => service === 'ec2')).toMatchObject({ status: 'CANCELLED', assets: 0 });
    expect(await tenant.findings()).toEqual([]);
    expect(await finishedEvents()).toMatchObject([{ status: 'CANCELLED' }]);
  });

  it('puts back what is under way when the process stops, so that another goes on at once', async () => {
    const inHand = Promise.withResolvers<void>();
    let looks = 0;
    world.estate.script('ec2', region, async function* (look): AsyncGenerator<JobOutput> {
      if (looks++ === 0) {
        inHand.resolve();
        await new Promise((_, reject) => look.signal.addEventListener('abort', () => reject(look.signal.reason)));
      }
      yield swept(volumeType, region);
    });
    const stop = await world.runEngine();
    const { id } = await tenant.startScan(cloudAccountId);
    await inHand.promise;
    await stop();
    expect((await jobs()).find(({ service }) => service === 'ec2')).toMatchObject({ status: 'QUEUED', failures: 0 });

    await world.runEngine();
    expect(await tenant.ended(id)).toMatchObject({ status: 'COMPLETED' });
  });

  it('holds no more pages than the one that is stored and the one that is gathered', async () => {
    const gate = Promise.withResolvers<void>();
    world.inventory.onBatch = () => gate.promise;
    let asked = 0;
    world.estate.script('ec2', region, function* (): Generator<JobOutput> {
      for (let number = 0; number < 20; number += 1) {
        asked += 1;
        yield volumes(region, ...Array.from({ length: 500 }, (_, index) => `good-${number}-${index}`));
      }
      yield swept(volumeType, region);
    });
    await world.runEngine();
    const { id } = await tenant.startScan(cloudAccountId);
    await eventually(() => asked === 2);
    await eventually(async () => expect((await jobs()).find(({ service }) => service === 's3')).toMatchObject({ status: 'DONE' }));
    expect(asked).toBe(2);

    gate.resolve();
    await tenant.ended(id);
    expect(world.inventory.batches.map(({ batchNo }) => batchNo)).toEqual(Array.from({ length: 20 }, (_, index) => index + 1));
    expect(world.inventory.batches.every(({ assets }) => assets.length <= 500)).toBe(true);
  });
});
