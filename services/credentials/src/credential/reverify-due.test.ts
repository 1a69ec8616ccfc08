import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { credentialsWorld, type CredentialsWorld } from '../testing/credentials-world.ts';
import { reverifyDue } from './reverify-due.ts';
import { verifyAndSeal } from './verify-and-seal.ts';

describe('testing connections again without anybody asking', () => {
  let world: CredentialsWorld;
  beforeAll(async () => {
    world = await credentialsWorld();
  });
  afterAll(() => world.close());

  const hour = 60 * 60_000;
  const never = new AbortController().signal;
  let clock = Date.now();
  /** Times go forward only, as other tenants' accounts were tested at the last. */
  const forward = (ms: number) => world.setTime(new Date((clock += ms)));

  async function connected() {
    const ctx = world.tenant();
    const onboarded = await world.onboarded();
    const { cloudAccountId } = onboarded.input;
    await verifyAndSeal(ctx, onboarded.input);
    await ctx.transact(async ({ credentials }) => credentials.activate((await credentials.lock(cloudAccountId))!.id));
    return { ctx, ...onboarded, cloudAccountId };
  }
  const statuses = async (tenantId: string) => (await world.told(tenantId)).map(({ data }) => (data as { status: string }).status);

  it('degrades an account whose role was closed, and connects it again when the role is back', async () => {
    const { ctx, accountId, externalId } = await connected();
    expect(await reverifyDue(world.platform, never)).toBe(0);

    await world.simulator.deleteRole({ accountId, roleName: 'OffloadSecurityScanner' });
    forward(7 * hour);
    await reverifyDue(world.platform, never);
    await reverifyDue(world.platform, never);
    await world.simulator.applyOnboarding({ accountId, principalArn: world.simulator.platform.principalArn, externalId });
    forward(7 * hour);
    await reverifyDue(world.platform, never);

    expect(await statuses(ctx.tenantId)).toEqual(['DEGRADED', 'CONNECTED']);
  });

  it('is done once when two replicas look at the same time', async () => {
    const { ctx } = await connected();
    forward(7 * hour);

    await Promise.all([reverifyDue(world.platform, never), reverifyDue(world.platform, never)]);

    expect(await statuses(ctx.tenantId)).toEqual(['CONNECTED']);
  });

  it('comes again after a quarter of an hour when no answer came from the provider, and changes no status', async () => {
    const { ctx } = await connected();
    await world.simulator.faults.set([{ match: { action: 'sts:AssumeRole' }, effect: 'drop' }]);
    forward(7 * hour);
    await reverifyDue(world.platform, never);
    await world.simulator.faults.clear();
    forward(hour / 3);
    await reverifyDue(world.platform, never);

    expect(await statuses(ctx.tenantId)).toEqual(['CONNECTED', 'CONNECTED']);
    const tests = (await world.told(ctx.tenantId)).map(({ data }) => (data as { code: string | null }).code);
    expect(tests).toEqual([expect.stringMatching(/THROTTLED|UNREACHABLE/), null]);
  });

  it('leaves a disconnected account alone', async () => {
    const { ctx, cloudAccountId } = await connected();
    await ctx.transact(({ credentials }) => credentials.end(cloudAccountId));
    forward(7 * hour);

    await reverifyDue(world.platform, never);

    expect(await world.told(ctx.tenantId)).toEqual([]);
  });
});
