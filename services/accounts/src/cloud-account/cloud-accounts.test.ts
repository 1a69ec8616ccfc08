import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { accessEndedSubject, cloudAccountDisconnected, hashApiKey, newApiKey, newId } from '@offload/contracts';
import { findUnprotectedTables, Secret } from '@offload/service-kit';
import { authenticateApiKey } from '../api-key/authenticate-api-key.ts';
import { createOnboardingKit } from '../onboarding-kit/create-onboarding-kit.ts';
import { ensureTenant } from '../tenant/ensure-tenant.ts';
import { accountsWorld, role, type AccountsWorld } from '../testing/accounts-world.ts';
import { connectCloudAccount } from './connect-cloud-account.ts';
import { awsConnection } from './connections/aws-connection.ts';
import { disconnectCloudAccount } from './disconnect-cloud-account.ts';
import { judgeCloudAccount } from './judge-cloud-account.ts';
import { listCloudAccounts } from './list-cloud-accounts.ts';

let world: AccountsWorld;
beforeAll(async () => {
  world = await accountsWorld();
});
afterAll(() => world.drop());

async function connected(tenantId?: string, accountId?: string) {
  const ctx = world.tenant(tenantId);
  const result = await connectCloudAccount(ctx, awsConnection, { ...role(accountId, `external-id-of-${newId()}`), name: `Account ${accountId ?? ''}` });
  if (!result.ok) throw new Error(JSON.stringify(result.error));
  return { ctx, account: result.value };
}

describe('disconnectCloudAccount', () => {
  it('ends an account, and tells it once however often it is asked', async () => {
    const { ctx, account } = await connected();
    world.credentials.residualUntil = '2026-02-01T00:00:00.000Z';

    const first = await disconnectCloudAccount(ctx, account.id);
    const again = await disconnectCloudAccount(ctx, account.id);

    expect(first).toMatchObject({ ok: true, value: { cloudAccount: { status: 'DISCONNECTED' }, residualAccessUntil: new Date('2026-02-01T00:00:00.000Z') } });
    expect(again).toMatchObject({ ok: true, value: { cloudAccount: { disconnectedAt: first.ok && first.value.cloudAccount.disconnectedAt } } });
    const events = await world.told(ctx.tenantId);
    expect(events.map(({ type, aggregateversion }) => [type, aggregateversion]).slice(1)).toEqual([[cloudAccountDisconnected.type, 2]]);
  });

  it('ends access in credentials before it answers, and tells whoever holds a lease to let go', async () => {
    const { ctx, account } = await connected();

    await disconnectCloudAccount(ctx, account.id);

    expect(world.credentials.ended).toContain(account.id);
    expect(world.live).toContainEqual({ subject: accessEndedSubject(ctx.tenantId, account.id), body: { tenantId: ctx.tenantId, cloudAccountId: account.id } });
  });

  it('disconnects although credentials cannot be asked, and says the longest that access may remain', async () => {
    const { ctx, account } = await connected();
    world.credentials.reachable = false;
    const result = await disconnectCloudAccount(ctx, account.id);
    world.credentials.reachable = true;

    if (!result.ok) throw new Error('not disconnected');
    expect(result.value.residualAccessUntil!.getTime() - result.value.cloudAccount.disconnectedAt!.getTime()).toBe(3_600_000);
  });

  it('finds neither another tenant’s account, nor one that never was, nor what is no id', async () => {
    const { account } = await connected();
    const stranger = world.tenant();
    const told = world.live.length;
    const answers = await Promise.all([account.id, newId(), "' OR true --"].map((id) => disconnectCloudAccount(stranger, id)));
    expect([world.live.length, world.credentials.ended.includes(account.id)]).toEqual([told, false]);
    expect(new Set(answers.map((answer) => JSON.stringify(answer))).size).toBe(1);
    expect(answers[0]).toMatchObject({ ok: false, error: { kind: 'NotFound' } });
  });
});

describe('listCloudAccounts', () => {
  it('pages through the tenant’s accounts, newest first', async () => {
    const tenantId = newId();
    for (const accountId of ['100000000001', '100000000002', '100000000003']) await connected(tenantId, accountId);

    const first = await listCloudAccounts(world.tenant(tenantId), { first: 2 }, {});
    const rest = await listCloudAccounts(world.tenant(tenantId), { first: 2, after: first.pageInfo.endCursor }, {});
    expect([...first.nodes, ...rest.nodes].map((account) => account.providerAccountId)).toEqual(['100000000003', '100000000002', '100000000001']);
    expect([first.pageInfo.hasNextPage, rest.pageInfo.hasNextPage, await rest.totalCount()]).toEqual([true, false, 3]);
  });

  it('filters by provider, status and a part of the name', async () => {
    const tenantId = newId();
    await connected(tenantId, '100000000004');
    const { account } = await connected(tenantId, '100000000005');
    await disconnectCloudAccount(world.tenant(tenantId), account.id);
    const found = async (selection: Parameters<typeof listCloudAccounts>[2]) =>
      (await listCloudAccounts(world.tenant(tenantId), {}, selection)).nodes.map((one) => one.providerAccountId);

    expect(await found({})).toEqual(['100000000004']);
    expect(await found({ statuses: ['DISCONNECTED'] })).toEqual(['100000000005']);
    expect(await found({ provider: 'GCP' })).toEqual([]);
    expect(await found({ nameContains: 'ACCOUNT 1' })).toEqual(['100000000004']);
  });

  it('shows another tenant nothing, by list, by id, or by kit', async () => {
    const { account, ctx } = await connected();
    const kit = await createOnboardingKit(ctx, 'AWS');
    const stranger = world.tenant();

    const list = await listCloudAccounts(stranger, {}, {});
    expect([list.nodes, await list.totalCount(), await stranger.cloudAccount(account.id)]).toEqual([[], 0, null]);
    expect(await stranger.read(({ onboardingKits }) => onboardingKits.byId(kit.ok ? kit.value.id : ''))).toBeNull();
    expect(await ctx.cloudAccount(account.id)).toMatchObject({ id: account.id });
  });
});

describe('judgeCloudAccount', () => {
  it('follows what a connection test found, but never wakes a disconnected account', async () => {
    const { ctx, account } = await connected();
    await ctx.transact((tx) => judgeCloudAccount(tx, account.id, 'DEGRADED'));
    expect(await world.tenant(ctx.tenantId).cloudAccount(account.id)).toMatchObject({ status: 'DEGRADED' });

    await disconnectCloudAccount(ctx, account.id);
    await ctx.transact((tx) => judgeCloudAccount(tx, account.id, 'CONNECTED'));
    expect(await world.tenant(ctx.tenantId).cloudAccount(account.id)).toMatchObject({ status: 'DISCONNECTED' });
  });
});

describe('API keys', () => {
  it('let in by their hash, with the scopes of their roles; unknown ones do not', async () => {
    const ctx = world.tenant();
    const key = newApiKey();
    await ensureTenant(ctx, { name: 'Acme', apiKey: { key: new Secret(key), roles: ['VIEWER'] } });
    await ensureTenant(ctx, { name: 'Acme again', apiKey: { key: new Secret(key), roles: ['ADMIN'] } });

    const holder = await authenticateApiKey(world.system, hashApiKey(key));
    expect(holder?.principal).toMatchObject({ tenantId: ctx.tenantId, roles: ['VIEWER'], scopes: ['accounts:read', 'scans:read', 'findings:read', 'assets:read'] });
    expect(await authenticateApiKey(world.system, hashApiKey(newApiKey()))).toBeNull();
    expect(await ctx.read(({ tenants }) => tenants.get())).toMatchObject({ name: 'Acme' });
  });
});

describe('the accounts database', () => {
  it('has every tenant table behind row-level security', async () => {
    expect(await findUnprotectedTables(world.database)).toEqual([]);
  });
});
