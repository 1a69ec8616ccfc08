import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import { newId } from '@offload/contracts';
import { createContext, type Context } from '../context.ts';
import { credentialsWorld, type CredentialsWorld } from '../testing/credentials-world.ts';
import { destroyCredential } from './destroy-credential.ts';
import { testConnection } from './test-connection.ts';
import { verifyAndSeal } from './verify-and-seal.ts';

describe('testing a connection again', () => {
  let world: CredentialsWorld;
  beforeAll(async () => {
    world = await credentialsWorld();
  });
  afterEach(() => world.simulator.faults.clear());
  afterAll(() => world.close());

  async function connected() {
    const ctx = world.tenant();
    const onboarded = await world.onboarded();
    expect(await verifyAndSeal(ctx, onboarded.input)).toMatchObject({ outcome: 'SEALED' });
    return { ctx, ...onboarded, cloudAccountId: onboarded.input.cloudAccountId };
  }
  const toldOf = async (ctx: Context) =>
    (await world.told(ctx.tenantId)).map(({ type, subject, aggregateversion, data }) => ({ type, subject, aggregateversion, data }));

  it('uses the sealed credential, keeps the test, and tells the others', async () => {
    const { ctx, cloudAccountId } = await connected();

    const tested = await testConnection(ctx, cloudAccountId);

    expect(tested).toMatchObject({ ok: true, value: { ok: true } });
    expect(await ctx.load.lastTestOf(cloudAccountId)).toEqual(tested.ok && tested.value);
    expect(await toldOf(ctx)).toEqual([
      {
        type: 'offload.credentials.connection.tested.v1',
        subject: cloudAccountId,
        aggregateversion: 1,
        data: { cloudAccountId, ok: true, status: 'CONNECTED', previousStatus: 'CONNECTED', code: null },
      },
    ]);
  });

  it('degrades an account whose role was closed, and connects it again when the role is back', async () => {
    const { ctx, cloudAccountId, accountId, externalId } = await connected();
    await world.simulator.deleteRole({ accountId, roleName: 'OffloadSecurityScanner' });
    expect(await testConnection(ctx, cloudAccountId)).toMatchObject({
      ok: false,
      error: { kind: 'ConnectionTestFailed', code: 'ROLE_NOT_ASSUMABLE' },
    });

    await world.simulator.applyOnboarding({ accountId, principalArn: world.simulator.platform.principalArn, externalId });
    expect(await testConnection(ctx, cloudAccountId)).toMatchObject({ ok: true });

    expect((await toldOf(ctx)).map(({ data, aggregateversion }) => [aggregateversion, (data as { status: string }).status])).toEqual([
      [1, 'DEGRADED'],
      [2, 'CONNECTED'],
    ]);
  });

  it('degrades an account that lost a required permission', async () => {
    const { ctx, cloudAccountId, accountId, externalId } = await connected();
    await world.simulator.applyOnboarding({
      accountId,
      principalArn: world.simulator.platform.principalArn,
      externalId,
      minusActions: ['rds:DescribeDBInstances'],
    });

    expect(await testConnection(ctx, cloudAccountId)).toMatchObject({ ok: false, error: { code: 'MISSING_PERMISSIONS' } });
    expect(await toldOf(ctx)).toMatchObject([{ data: { ok: false, status: 'DEGRADED', code: 'MISSING_PERMISSIONS' } }]);
  });

  it('changes no status for a test that could not be run', async () => {
    const { ctx, cloudAccountId } = await connected();
    await world.simulator.faults.set([{ match: { action: 'sts:AssumeRole' }, effect: 'drop' }]);

    expect(await testConnection(ctx, cloudAccountId)).toMatchObject({ ok: false, error: { code: 'UNREACHABLE' } });
    expect(await toldOf(ctx)).toMatchObject([{ data: { ok: false, status: 'CONNECTED', code: 'UNREACHABLE' } }]);
  });

  it("does not find another tenant's account, an unknown one, or one that was disconnected, and says the same of each", async () => {
    const { ctx, cloudAccountId } = await connected();
    const stranger = world.tenant();
    const gone = await connected();
    await destroyCredential(gone.ctx, gone.cloudAccountId);

    const answers = [
      await testConnection(stranger, cloudAccountId),
      await testConnection(ctx, newId()),
      await testConnection(gone.ctx, gone.cloudAccountId),
    ];

    expect(answers[0]).toMatchObject({ ok: false, error: { kind: 'NotFound' } });
    expect(answers[1]).toEqual(answers[0]);
    expect(answers[2]).toEqual(answers[0]);
    expect(await world.told(stranger.tenantId)).toEqual([]);
  });

  it('never sends the credential of a simulated account to real clouds', async () => {
    const { ctx, cloudAccountId } = await connected();
    await world.simulator.clearRecorded();
    const real = createContext({ ...world.platform, simulated: false }, ctx.tenantId);

    expect(await testConnection(real, cloudAccountId)).toMatchObject({ ok: false, error: { code: 'UNREACHABLE' } });
    expect(await world.simulator.recorded()).toEqual([]);
  });
});
