import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import { cloudAccountConnected, newId, readEvent } from '@offload/contracts';
import { abandonIntent } from '../connection-intent/abandon-intent.ts';
import type { Context } from '../context.ts';
import { createOnboardingKit } from '../onboarding-kit/create-onboarding-kit.ts';
import { accountsWorld, refused, role, sealed, type AccountsWorld } from '../testing/accounts-world.ts';
import { connectCloudAccount } from './connect-cloud-account.ts';
import { awsConnection } from './connections/aws-connection.ts';
import { disconnectCloudAccount } from './disconnect-cloud-account.ts';
import { listCloudAccounts } from './list-cloud-accounts.ts';

let world: AccountsWorld;
beforeAll(async () => {
  world = await accountsWorld();
});
afterEach(() => {
  world.credentials.answer = sealed;
  world.credentials.asked.length = 0;
});
afterAll(() => world.drop());

const count = async (ctx: Context): Promise<number> => (await listCloudAccounts(ctx, {}, {})).totalCount();
const intents = (ctx: Context): Promise<{ status: string }[]> =>
  world.database.read(ctx.tenantId, (tx) => tx.query('SELECT status FROM connection_intent WHERE tenant_id = $1', [ctx.tenantId]));

describe('connectCloudAccount, of AWS', () => {
  it('connects an account, and tells it in the same transaction', async () => {
    const ctx = world.tenant();
    const result = await connectCloudAccount(ctx, awsConnection, { ...role(), regions: ['eu-central-1', 'eu-central-1'], initialScan: false });

    expect(result).toMatchObject({ ok: true, value: { name: 'Production', status: 'CONNECTED', providerAccountId: '111122223333', regions: ['eu-central-1'], simulated: true } });
    const [event] = await world.told(ctx.tenantId);
    expect(readEvent(cloudAccountConnected, event!)).toMatchObject({ providerAccountId: '111122223333', initialScan: false, regions: ['eu-central-1'] });
    expect(await intents(ctx)).toEqual([]);
  });

  it('stores and tells nothing when the test fails', async () => {
    const ctx = world.tenant();
    world.credentials.answer = () => refused;

    expect(await connectCloudAccount(ctx, awsConnection, role())).toMatchObject({ ok: false, error: { kind: 'ConnectionTestFailed', code: 'ROLE_NOT_ASSUMABLE' } });
    expect([await count(ctx), await world.told(ctx.tenantId)]).toEqual([0, []]);
    expect(await intents(ctx)).toEqual([{ status: 'ABANDONED' }]);
  });

  it('can connect after a refusal, with the external ID that was refused', async () => {
    const ctx = world.tenant();
    world.credentials.answer = () => refused;
    await connectCloudAccount(ctx, awsConnection, role('222233334444', 'an-id-that-a-person-brought'));
    world.credentials.answer = sealed;

    expect((await connectCloudAccount(ctx, awsConnection, role('222233334444', 'an-id-that-a-person-brought'))).ok).toBe(true);
  });

  it('connects an account once, and says which connection stands', async () => {
    const ctx = world.tenant();
    const first = await connectCloudAccount(ctx, awsConnection, role());
    const again = await connectCloudAccount(ctx, awsConnection, role());

    expect(again).toMatchObject({ ok: false, error: { kind: 'CloudAccountAlreadyConnected', cloudAccount: { id: first.ok && first.value.id } } });
    expect(world.credentials.asked).toHaveLength(1);
  });

  it('connects an account once when two requests race, and gives the loser up', async () => {
    const ctx = world.tenant();
    const results = await Promise.all([connectCloudAccount(ctx, awsConnection, role()), connectCloudAccount(ctx, awsConnection, role())]);

    expect(results.map(({ ok }) => ok).sort()).toEqual([false, true]);
    expect([await count(ctx), (await world.told(ctx.tenantId)).length]).toEqual([1, 1]);
  });

  it('connects an account again after it was disconnected, under another id', async () => {
    const ctx = world.tenant();
    const first = await connectCloudAccount(ctx, awsConnection, role());
    if (!first.ok) throw new Error('not connected');
    await disconnectCloudAccount(ctx, first.value.id);

    const again = await connectCloudAccount(ctx, awsConnection, role());
    expect(again.ok && again.value.id).not.toBe(first.value.id);
    expect(again.ok).toBe(true);
  });

  it('answers the same idempotency key with the same account, asking the provider once', async () => {
    const ctx = world.tenant();
    const first = await connectCloudAccount(ctx, awsConnection, { ...role(), idempotencyKey: 'key-1' });
    const again = await connectCloudAccount(ctx, awsConnection, { ...role(), idempotencyKey: 'key-1' });

    expect(again.ok && again.value.id).toBe(first.ok && first.value.id);
    expect(world.credentials.asked).toHaveLength(1);
  });

  it('gives a retry after a crash the same account id, so that what was sealed is found again', async () => {
    const ctx = world.tenant();
    world.credentials.answer = () => Promise.reject(new Error('the process died here'));
    await expect(connectCloudAccount(ctx, awsConnection, { ...role(), idempotencyKey: 'key-2' })).rejects.toThrow();
    world.credentials.answer = sealed;
    await connectCloudAccount(ctx, awsConnection, { ...role(), idempotencyKey: 'key-2' });

    const [first, second] = world.credentials.asked;
    expect(second!.cloudAccountId).toBe(first!.cloudAccountId);
  });

  it('never connects what was given up while the test ran', async () => {
    const ctx = world.tenant();
    world.credentials.answer = async (input) => {
      expect(await abandonIntent(world.tenant(ctx.tenantId), input.cloudAccountId)).toEqual({ outcome: 'ABANDONED' });
      return sealed(input);
    };

    await expect(connectCloudAccount(ctx, awsConnection, role())).rejects.toThrow('given up');
    expect([await count(ctx), await world.told(ctx.tenantId)]).toEqual([0, []]);
  });

  it('lets two tenants that each prove access connect one account', async () => {
    const [one, two] = [world.tenant(), world.tenant()];
    expect((await connectCloudAccount(one, awsConnection, role('555566667777', 'external-id-of-tenant-one'))).ok).toBe(true);
    expect((await connectCloudAccount(two, awsConnection, role('555566667777', 'external-id-of-tenant-two'))).ok).toBe(true);
  });

  it.each([
    ['an empty name', { ...role(), name: '   ' }, 'name', 'INVALID_NAME'],
    ['a name of a megabyte', { ...role(), name: 'x'.repeat(1_000_000) }, 'name', 'INVALID_NAME'],
    ['a name with control characters', { ...role(), name: 'a\u0000b' }, 'name', 'INVALID_NAME'],
    ['neither role nor keys', { name: 'a' }, 'role', 'EXACTLY_ONE_OF'],
    ['both role and keys', { ...role(), accessKeys: { accessKeyId: 'AKIA', secretAccessKey: 's' } }, 'role', 'EXACTLY_ONE_OF'],
    ['a region of another partition', { ...role(), regions: ['us-east-1', 'cn-north-1'] }, 'regions.1', 'INVALID_REGION'],
    ['no regions', { ...role(), regions: [] }, 'regions', 'INVALID_REGION'],
    ['an idempotency key that is too long', { ...role(), idempotencyKey: 'k'.repeat(129) }, 'idempotencyKey', 'INVALID_IDEMPOTENCY_KEY'],
  ])('refuses %s before anybody is asked, without repeating it', async (_what, input, field, code) => {
    const ctx = world.tenant();
    const result = await connectCloudAccount(ctx, awsConnection, input);

    expect(result).toMatchObject({ ok: false, error: { kind: 'InvalidCredentialInput', field, code } });
    expect(JSON.stringify(result).length).toBeLessThan(500);
    expect([world.credentials.asked, await intents(ctx)]).toEqual([[], []]);
  });
});

describe('external IDs', () => {
  it('tries an external ID of another tenant never, and answers as the cloud does', async () => {
    const owner = world.tenant();
    await connectCloudAccount(owner, awsConnection, role('666677778888', 'an-id-that-belongs-to-the-owner'));
    world.credentials.asked.length = 0;
    world.credentials.answer = () => refused;
    const stranger = world.tenant();

    expect(await connectCloudAccount(stranger, awsConnection, role('666677778888', 'an-id-that-belongs-to-the-owner'))).toMatchObject({ error: { code: 'ROLE_NOT_ASSUMABLE' } });

    const [asked] = world.credentials.asked;
    expect(JSON.stringify(asked)).not.toContain('an-id-that-belongs-to-the-owner');
    expect(asked!.material).toMatchObject({ kind: 'AWS_ROLE', externalId: expect.stringMatching(/^[\w+=,.@:/-]{16,1224}$/) });
  });

  it('stay claimed after the account is disconnected', async () => {
    const owner = world.tenant();
    const connected = await connectCloudAccount(owner, awsConnection, role('777788889999', 'an-id-that-is-kept-for-ever'));
    if (!connected.ok) throw new Error('not connected');
    await disconnectCloudAccount(owner, connected.value.id);
    world.credentials.asked.length = 0;
    world.credentials.answer = () => refused;

    await connectCloudAccount(world.tenant(), awsConnection, role('777788889999', 'an-id-that-is-kept-for-ever'));
    expect(JSON.stringify(world.credentials.asked)).not.toContain('an-id-that-is-kept-for-ever');
  });

  it('are claimed by the kit that issues them, and offered as proof of a mismatch', async () => {
    const [owner, stranger] = [world.tenant(), world.tenant()];
    const kit = await createOnboardingKit(owner, 'AWS');
    const issued = kit.ok ? kit.value.externalId! : '';

    await connectCloudAccount(owner, awsConnection, role('123412341234', 'another-id-that-was-entered'));
    expect(world.credentials.asked.at(-1)!.material).toMatchObject({ issuedExternalIds: [issued] });

    world.credentials.answer = () => refused;
    await connectCloudAccount(stranger, awsConnection, role('123412341234', issued));
    expect(JSON.stringify(world.credentials.asked.at(-1))).not.toContain(issued);
  });
});

describe('abandonIntent', () => {
  it('says that an account is connected, and leaves it so', async () => {
    const ctx = world.tenant();
    const connected = await connectCloudAccount(ctx, awsConnection, role());
    if (!connected.ok) throw new Error('not connected');

    expect(await abandonIntent(ctx, connected.value.id)).toEqual({ outcome: 'CONNECTED' });
    await disconnectCloudAccount(ctx, connected.value.id);
    expect(await abandonIntent(ctx, connected.value.id)).toEqual({ outcome: 'DISCONNECTED' });
  });

  it('knows nothing of another tenant’s account', async () => {
    const ctx = world.tenant();
    const connected = await connectCloudAccount(ctx, awsConnection, role());
    expect(await abandonIntent(world.tenant(), connected.ok ? connected.value.id : '')).toEqual({ outcome: 'ABANDONED' });
    expect(await count(ctx)).toBe(1);
  });

  it('gives up an id that nobody heard of, for good', async () => {
    expect(await abandonIntent(world.tenant(), newId())).toEqual({ outcome: 'ABANDONED' });
  });
});
