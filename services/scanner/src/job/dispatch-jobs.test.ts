import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { scannerWorld, type ScannerWorld, type TenantOfTest } from '../testing/scanner-world.ts';
import { dispatchJobs } from './dispatch-jobs.ts';
import { JobRepository } from './job.repository.ts';

const regions = ['us-east-1', 'us-east-2', 'us-west-1', 'us-west-2', 'eu-west-1', 'eu-west-2', 'eu-central-1', 'eu-north-1', 'ca-central-1'];

describe('dispatching jobs', () => {
  let world: ScannerWorld;
  beforeEach(async () => {
    world = await scannerWorld();
  });
  afterEach(() => world.drop());

  const released = () => world.bus.enqueued.map(({ body }) => body as { tenantId: string; jobId: string; attempt: number });
  const limits = (window: number, perAccount: number) => ({
    ...world.ctx,
    config: { ...world.ctx.config, SCAN_WINDOW: window, SCAN_WINDOW_PER_ACCOUNT: perAccount },
  });
  const scanning = async (tenant: TenantOfTest): Promise<string> => {
    const cloudAccountId = await tenant.cloudAccount({ regions });
    await tenant.startScan(cloudAccountId);
    return cloudAccountId;
  };

  it('gives a tenant with one account as many turns as one with five', async () => {
    const large = world.tenant();
    const small = world.tenant();
    for (let account = 0; account < 5; account += 1) await scanning(large);
    await scanning(small);

    await dispatchJobs(limits(8, 8));
    expect(released().filter(({ tenantId }) => tenantId === large.id)).toHaveLength(4);
    expect(released().filter(({ tenantId }) => tenantId === small.id)).toHaveLength(4);
  });

  it('counts what is under way: a tenant that comes later gets its turns next', async () => {
    const first = world.tenant();
    await scanning(first);
    await dispatchJobs(limits(4, 8));
    expect(released()).toHaveLength(4);

    const second = world.tenant();
    await scanning(second);
    await dispatchJobs(limits(8, 8));
    expect(released().slice(4).every(({ tenantId }) => tenantId === second.id)).toBe(true);
    expect(released()).toHaveLength(8);
  });

  it('goes round the accounts of a tenant, and lets none have more than its window', async () => {
    const tenant = world.tenant();
    const accounts = [await scanning(tenant), await scanning(tenant)];
    await dispatchJobs(limits(100, 3));

    const counts = await tenant.query<{ account: string; jobs: number }>(
      `SELECT cloud_account_id AS account, count(*)::int AS jobs FROM job WHERE status = 'RELEASED' GROUP BY 1`,
    );
    expect(counts.map(({ account }) => account).sort()).toEqual([...accounts].sort());
    expect(counts.map(({ jobs }) => jobs)).toEqual([3, 3]);
    expect(await dispatchJobs(limits(100, 3))).toBe(0);
  });

  it('releases a job once, also when every replica dispatches at the same time', async () => {
    await scanning(world.tenant());
    await Promise.all([1, 2, 3, 4].map(() => dispatchJobs(limits(100, 100))));

    expect(released()).toHaveLength(regions.length + 1);
    expect(new Set(released().map(({ jobId }) => jobId)).size).toBe(regions.length + 1);
  });

  it('releases a job again whose message was lost, and makes the lost message worthless', async () => {
    const tenant = world.tenant();
    await tenant.startScan(await tenant.cloudAccount());
    world.bus.losesWork = true;
    await dispatchJobs(world.ctx);
    const [lost] = released();
    await dispatchJobs(world.ctx);
    expect(released()).toHaveLength(2);

    world.passTime(31_000);
    await dispatchJobs(world.ctx);
    expect(released()).toHaveLength(4);
    expect(released().at(-1)).toMatchObject({ attempt: 2 });
    const claimed = await world.database.transact(tenant.id, (tx) => new JobRepository(tx).claim(lost!, 'late worker', new Date()));
    expect(claimed).toBeNull();
  });

  it('queues a job again when the bus does not take its message', async () => {
    const tenant = world.tenant();
    await tenant.startScan(await tenant.cloudAccount());
    world.bus.enqueue = async () => {
      throw new Error('the bus is down');
    };
    await dispatchJobs(world.ctx);

    expect(await tenant.query(`SELECT status, failures FROM job`)).toEqual([
      { status: 'QUEUED', failures: 0 },
      { status: 'QUEUED', failures: 0 },
    ]);
  });

  it('gives back what a dead worker held, and gives it up after as many deaths as are allowed', async () => {
    const tenant = world.tenant();
    const scan = await tenant.startScan(await tenant.cloudAccount());
    const claimAll = (): Promise<unknown> =>
      tenant.query(`UPDATE job SET status = 'RUNNING', claimed_until = now() + interval '100 days' WHERE status = 'RELEASED'`);

    for (let death = 1; death <= 3; death += 1) {
      await dispatchJobs(world.ctx);
      await claimAll();
      await tenant.query(`UPDATE job SET claimed_until = now() - interval '1 day' WHERE status = 'RUNNING'`);
    }
    await dispatchJobs(world.ctx);

    expect(await tenant.query('SELECT DISTINCT status, attempt, saw_nothing FROM job')).toEqual([{ status: 'FAILED', attempt: 3, saw_nothing: true }]);
    expect(await tenant.scan(scan.id)).toMatchObject({ status: 'FAILED' });
  });
});
