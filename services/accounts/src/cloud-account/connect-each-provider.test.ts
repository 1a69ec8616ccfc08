import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import { cloudAccountConnected, cloudProvider, newId, readEvent, type CloudProvider } from '@offload/contracts';
import { abandonIntent } from '../connection-intent/abandon-intent.ts';
import type { Context } from '../context.ts';
import { accountsWorld, refused, role, sealed, type AccountsWorld } from '../testing/accounts-world.ts';
import type { ConnectCloudAccount } from './check-connect-input.ts';
import { connectCloudAccount } from './connect-cloud-account.ts';
import { awsConnection } from './connections/aws-connection.ts';
import { azureConnection } from './connections/azure-connection.ts';
import { gcpConnection } from './connections/gcp-connection.ts';
import { disconnectCloudAccount } from './disconnect-cloud-account.ts';
import { listCloudAccounts } from './list-cloud-accounts.ts';

type Over = Partial<ConnectCloudAccount>;

/** One account of a provider: connecting it again and again is connecting the same. */
interface Way {
  accountId: string;
  connect(ctx: Context, over?: Over): ReturnType<typeof connectCloudAccount>;
}

const subscriptionId = newId();
const ids = { tenantId: newId(), clientId: newId(), subscriptionId, clientSecret: 'sealed' };
const key = { projectId: 'project-of-production', serviceAccountKey: 'sealed' };

const ways: Record<CloudProvider, Way> = {
  AWS: { accountId: '111122223333', connect: (ctx, over) => connectCloudAccount(ctx, awsConnection, { ...role(), ...over }) },
  AZURE: { accountId: subscriptionId, connect: (ctx, over) => connectCloudAccount(ctx, azureConnection, { name: 'Production', ...ids, ...over }) },
  GCP: { accountId: key.projectId, connect: (ctx, over) => connectCloudAccount(ctx, gcpConnection, { name: 'Production', ...key, ...over }) },
};

let world: AccountsWorld;
beforeAll(async () => {
  world = await accountsWorld();
});
afterEach(() => {
  world.credentials.answer = sealed;
  world.credentials.asked.length = 0;
  world.credentials.reachable = true;
});
afterAll(() => world.drop());

const count = async (ctx: Context): Promise<number> => (await listCloudAccounts(ctx, {}, {})).totalCount();
const intents = (ctx: Context): Promise<{ status: string }[]> =>
  world.database.read(ctx.tenantId, (tx) => tx.query('SELECT status FROM connection_intent WHERE tenant_id = $1', [ctx.tenantId]));

describe.each(Object.entries(ways) as [CloudProvider, Way][])('an account of %s', (provider, { accountId, connect }) => {
  const connected = async (ctx: Context, over?: Over): Promise<string> => {
    const result = await connect(ctx, over);
    if (!result.ok) throw new Error(JSON.stringify(result.error));
    return result.value.id;
  };

  it('is connected, told in the same transaction, and listed among its provider’s', async () => {
    const ctx = world.tenant();
    const id = await connected(ctx, { initialScan: false, acceptPartialAccess: true });

    const asked = { cloudAccountId: id, expectedProviderAccountId: accountId, acceptPartialAccess: true, simulated: true };
    expect(world.credentials.asked[0]).toMatchObject(asked);
    const [event, ...others] = await world.told(ctx.tenantId);
    const told = { cloudAccountId: id, provider, providerAccountId: accountId, initialScan: false };
    expect(readEvent(cloudAccountConnected, event!)).toMatchObject(told);
    expect([others, await intents(ctx)]).toEqual([[], []]);

    for (const other of cloudProvider.options) {
      const { nodes } = await listCloudAccounts(ctx, {}, { provider: other });
      expect(nodes.map((one) => one.id)).toEqual(other === provider ? [id] : []);
    }
  });

  it('leaves nothing behind when the test fails, and can be connected after that', async () => {
    const ctx = world.tenant();
    world.credentials.answer = () => refused;
    expect(await connect(ctx)).toMatchObject({ error: { kind: 'ConnectionTestFailed', remedy: expect.any(String) } });
    expect([await count(ctx), await world.told(ctx.tenantId), await intents(ctx)]).toEqual([0, [], [{ status: 'ABANDONED' }]]);

    world.credentials.answer = sealed;
    expect((await connect(ctx)).ok).toBe(true);
  });

  it('passes on what credentials finds malformed, with its field, code and remedy', async () => {
    const ctx = world.tenant();
    const error = { field: 'a.field', code: 'A_CODE', message: 'It is malformed', remedy: 'Enter another' };
    world.credentials.answer = () => ({ outcome: 'INVALID', error });
    expect(await connect(ctx)).toEqual({ ok: false, error: { kind: 'InvalidCredentialInput', ...error } });
    expect([await count(ctx), await intents(ctx)]).toEqual([0, [{ status: 'ABANDONED' }]]);
  });

  it('is connected as DEGRADED when the verdict says so', async () => {
    const ctx = world.tenant();
    world.credentials.answer = (input) => ({ ...sealed(input), status: 'DEGRADED' }) as ReturnType<typeof sealed>;
    expect(await connect(ctx)).toMatchObject({ value: { status: 'DEGRADED' } });
  });

  it('is connected once, also when two requests race', async () => {
    const ctx = world.tenant();
    const results = await Promise.all([connect(ctx), connect(ctx)]);
    expect(results.filter(({ ok }) => ok)).toHaveLength(1);
    const standing = { kind: 'CloudAccountAlreadyConnected', cloudAccount: { providerAccountId: accountId } };
    expect(results.find(({ ok }) => !ok)).toMatchObject({ error: standing });
    expect([await count(ctx), (await world.told(ctx.tenantId)).length]).toEqual([1, 1]);
  });

  it('answers the same idempotency key with the same account, and a retry after a crash with the id that may be sealed already', async () => {
    const ctx = world.tenant();
    const idempotencyKey = 'one-key';
    world.credentials.answer = () => Promise.reject(new Error('the process died here'));
    await expect(connect(ctx, { idempotencyKey })).rejects.toThrow('died');
    world.credentials.answer = sealed;

    const id = await connected(ctx, { idempotencyKey });
    expect(await connected(ctx, { idempotencyKey })).toBe(id);
    expect(world.credentials.asked.map(({ cloudAccountId }) => cloudAccountId)).toEqual([id, id]);
  });

  it('is never connected when it was given up while the test ran', async () => {
    const ctx = world.tenant();
    world.credentials.answer = async (input) => {
      await abandonIntent(world.tenant(ctx.tenantId), input.cloudAccountId);
      return sealed(input);
    };
    await expect(connect(ctx)).rejects.toThrow('given up');
    expect([await count(ctx), await world.told(ctx.tenantId)]).toEqual([0, []]);
  });

  it('is another’s own: a second tenant that proves access connects it too, and neither sees the other’s', async () => {
    const [one, two] = [world.tenant(), world.tenant()];
    const [first, second] = [await connected(one), await connected(two)];

    expect([await world.tenant(two.tenantId).cloudAccount(first), await world.tenant(one.tenantId).cloudAccount(second)]).toEqual([null, null]);
    expect(await disconnectCloudAccount(two, first)).toMatchObject({ error: { kind: 'NotFound' } });
    expect([await count(one), await count(two)]).toEqual([1, 1]);
  });

  it('is disconnected with the remedy of its provider, and connected again under another id', async () => {
    const ctx = world.tenant();
    const id = await connected(ctx);
    world.credentials.reachable = false;

    const ended = await disconnectCloudAccount(ctx, id);
    if (!ended.ok) throw new Error('not disconnected');
    const { remedy, residualAccessUntil, cloudAccount } = ended.value;
    const expected = { AWS: ['IAM console', 60], AZURE: ['role assignments', 90], GCP: ['service account', 60] } as const;
    expect(remedy).toContain(expected[provider][0]);
    // Credentials cannot be asked: what is certain is how long a lease lives at the most.
    expect((residualAccessUntil!.getTime() - cloudAccount.disconnectedAt!.getTime()) / 60_000).toBe(expected[provider][1]);
    expect(await connected(ctx)).not.toBe(id);
  });
});

describe('what is longer than any of its kind', () => {
  const long = 'x'.repeat(100_000);
  const keys = (accessKeyId: string) => ({ name: 'a', accessKeys: { accessKeyId, secretAccessKey: 's' } });
  it.each([
    ['role.roleArn', (ctx: Context) => connectCloudAccount(ctx, awsConnection, role(long))],
    ['role.externalId', (ctx: Context) => connectCloudAccount(ctx, awsConnection, role('111122223333', long))],
    ['accessKeys.accessKeyId', (ctx: Context) => connectCloudAccount(ctx, awsConnection, keys(long))],
    ['tenantId', (ctx: Context) => connectCloudAccount(ctx, azureConnection, { name: 'a', ...ids, tenantId: long })],
    ['clientId', (ctx: Context) => connectCloudAccount(ctx, azureConnection, { name: 'a', ...ids, clientId: long })],
    ['subscriptionId', (ctx: Context) => connectCloudAccount(ctx, azureConnection, { name: 'a', ...ids, subscriptionId: long })],
    ['projectId', (ctx: Context) => connectCloudAccount(ctx, gcpConnection, { name: 'a', ...key, projectId: long })],
  ])('is refused as %s before anybody is asked, without repeating it', async (field, connect) => {
    const ctx = world.tenant();
    const result = await connect(ctx);
    expect(result).toMatchObject({ error: { kind: 'InvalidCredentialInput', field, code: 'TOO_LONG' } });
    expect(JSON.stringify(result).length).toBeLessThan(400);
    expect([world.credentials.asked, await intents(ctx)]).toEqual([[], []]);
  });
});
