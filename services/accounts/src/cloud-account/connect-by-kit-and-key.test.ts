import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import { newId } from '@offload/contracts';
import type { Context } from '../context.ts';
import { accountsWorld, refused, sealed, type AccountsWorld } from '../testing/accounts-world.ts';
import { connectCloudAccount } from './connect-cloud-account.ts';
import { awsConnection } from './connections/aws-connection.ts';
import { azureConnection, type ConnectAzureAccount } from './connections/azure-connection.ts';
import { gcpConnection } from './connections/gcp-connection.ts';
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

describe('connectCloudAccount, of Azure', () => {
  const ids = { tenantId: newId(), clientId: newId() };
  const azure = (over: Partial<ConnectAzureAccount> = {}): ConnectAzureAccount => ({ name: 'Production', ...ids, subscriptionId: newId(), ...over });
  const kitOf = async (ctx: Context): Promise<string> => {
    const id = newId();
    await ctx.transact(({ onboardingKits }) =>
      onboardingKits.insert({ id, provider: 'AZURE', externalId: null, connectedAccountId: null, createdAt: ctx.now() }),
    );
    return id;
  };

  it('connects a subscription by a client secret, under its id in lower case', async () => {
    const ctx = world.tenant();
    const subscriptionId = newId();
    const input = azure({ subscriptionId: subscriptionId.toUpperCase(), clientSecret: 'sealed' });

    expect(await connectCloudAccount(ctx, azureConnection, input)).toMatchObject({ value: { provider: 'AZURE', providerAccountId: subscriptionId } });
    const { material, expectedProviderAccountId } = world.credentials.asked[0]!;
    expect(material).toEqual({ kind: 'AZURE_CLIENT_SECRET', directoryId: ids.tenantId, clientId: ids.clientId, clientSecret: 'sealed' });
    expect(expectedProviderAccountId).toBe(subscriptionId);
  });

  it('connects a subscription by a kit, for the subject of this tenant and this kit', async () => {
    const ctx = world.tenant();
    const onboardingKitId = await kitOf(ctx);

    expect((await connectCloudAccount(ctx, azureConnection, azure({ onboardingKitId }))).ok).toBe(true);
    const subject = `offload:${ctx.tenantId}:${onboardingKitId}`;
    expect(world.credentials.asked[0]!.material).toEqual({ kind: 'AZURE_WORKLOAD_IDENTITY', directoryId: ids.tenantId, clientId: ids.clientId, subject });
  });

  it('knows no kit of another tenant, and asks nobody', async () => {
    const onboardingKitId = await kitOf(world.tenant());
    const stranger = world.tenant();

    const foreign = await connectCloudAccount(stranger, azureConnection, azure({ onboardingKitId }));
    const unknown = await connectCloudAccount(stranger, azureConnection, azure({ onboardingKitId: newId() }));
    expect(foreign).toMatchObject({ ok: false, error: { code: 'UNKNOWN_ONBOARDING_KIT', field: 'onboardingKitId' } });
    expect(unknown).toEqual(foreign);
    expect([world.credentials.asked, await count(stranger)]).toEqual([[], 0]);
  });

  it.each(['', 'no id', '../../etc/passwd', 'x'.repeat(100_000)])('knows no kit of a malformed id', async (onboardingKitId) => {
    const result = await connectCloudAccount(world.tenant(), azureConnection, azure({ onboardingKitId, clientSecret: null }));
    expect(result).toMatchObject({ error: { code: onboardingKitId === '' ? 'EXACTLY_ONE_OF' : 'UNKNOWN_ONBOARDING_KIT' } });
    expect(JSON.stringify(result).length).toBeLessThan(400);
  });

  it('knows no kit of another provider', async () => {
    const ctx = world.tenant();
    const id = newId();
    await ctx.transact(({ onboardingKits }) =>
      onboardingKits.insert({ id, provider: 'AWS', externalId: newId(), connectedAccountId: null, createdAt: ctx.now() }),
    );
    expect(await connectCloudAccount(ctx, azureConnection, azure({ onboardingKitId: id }))).toMatchObject({ error: { code: 'UNKNOWN_ONBOARDING_KIT' } });
  });

  it('takes a kit for one connection at a time, and again after that one ended', async () => {
    const ctx = world.tenant();
    const onboardingKitId = await kitOf(ctx);
    const first = await connectCloudAccount(ctx, azureConnection, azure({ onboardingKitId }));
    if (!first.ok) throw new Error('not connected');

    const second = await connectCloudAccount(ctx, azureConnection, azure({ onboardingKitId }));
    expect(second).toMatchObject({ error: { kind: 'InvalidCredentialInput', code: 'ONBOARDING_KIT_IN_USE' } });
    expect(world.credentials.asked).toHaveLength(1);

    await disconnectCloudAccount(ctx, first.value.id);
    expect((await connectCloudAccount(ctx, azureConnection, azure({ onboardingKitId }))).ok).toBe(true);
  });

  it('takes a kit once when two requests race, and gives the loser up', async () => {
    const ctx = world.tenant();
    const onboardingKitId = await kitOf(ctx);
    // Both have been tested before either is connected.
    const both = Promise.withResolvers<void>();
    world.credentials.answer = async (input) => {
      if (world.credentials.asked.length === 2) both.resolve();
      await both.promise;
      return sealed(input);
    };

    const results = await Promise.all([1, 2].map(() => connectCloudAccount(ctx, azureConnection, azure({ onboardingKitId }))));
    expect(results.filter(({ ok }) => ok)).toHaveLength(1);
    expect(results.find(({ ok }) => !ok)).toMatchObject({ error: { code: 'ONBOARDING_KIT_IN_USE' } });
    expect([await count(ctx), (await world.told(ctx.tenantId)).length]).toEqual([1, 1]);
    const intents = await world.database.read(ctx.tenantId, (tx) => tx.query('SELECT status FROM connection_intent WHERE tenant_id = $1', [ctx.tenantId]));
    expect(intents).toEqual([{ status: 'ABANDONED' }]);
  });

  it('leaves a kit free when the test fails', async () => {
    const ctx = world.tenant();
    const onboardingKitId = await kitOf(ctx);
    world.credentials.answer = () => refused;
    await connectCloudAccount(ctx, azureConnection, azure({ onboardingKitId }));
    world.credentials.answer = sealed;
    expect((await connectCloudAccount(ctx, azureConnection, azure({ onboardingKitId }))).ok).toBe(true);
  });

  it.each([
    ['neither secret nor kit', {}, 'clientSecret', 'EXACTLY_ONE_OF'],
    ['both secret and kit', { clientSecret: 's', onboardingKitId: newId() }, 'clientSecret', 'EXACTLY_ONE_OF'],
    ['a region of AWS', { clientSecret: 's', regions: ['eu-central-1'] }, 'regions.0', 'INVALID_REGION'],
  ])('refuses %s before anybody is asked', async (_what, over, field, code) => {
    expect(await connectCloudAccount(world.tenant(), azureConnection, azure(over))).toMatchObject({ error: { kind: 'InvalidCredentialInput', field, code } });
    expect(world.credentials.asked).toEqual([]);
  });
});

describe('connectCloudAccount, of Google Cloud', () => {
  const gcp = (over = {}) => ({ name: 'Production', projectId: `project-${newId().slice(0, 8)}`, serviceAccountKey: 'sealed', ...over });

  it('connects a project by a key', async () => {
    const ctx = world.tenant();
    const input = gcp();
    expect(await connectCloudAccount(ctx, gcpConnection, input)).toMatchObject({ value: { provider: 'GCP', providerAccountId: input.projectId } });
    const { material, expectedProviderAccountId } = world.credentials.asked[0]!;
    expect(material).toEqual({ kind: 'GCP_SERVICE_ACCOUNT_KEY', serviceAccountKey: 'sealed' });
    expect(expectedProviderAccountId).toBe(input.projectId);
  });

  it('connects a project once in a tenant, and in each tenant that proves access', async () => {
    const [one, two] = [world.tenant(), world.tenant()];
    const input = gcp();
    expect((await connectCloudAccount(one, gcpConnection, input)).ok).toBe(true);
    expect(await connectCloudAccount(one, gcpConnection, input)).toMatchObject({ error: { kind: 'CloudAccountAlreadyConnected' } });
    expect((await connectCloudAccount(two, gcpConnection, input)).ok).toBe(true);
  });

  it('refuses a region of Azure before anybody is asked', async () => {
    expect(await connectCloudAccount(world.tenant(), gcpConnection, gcp({ regions: ['westeurope'] }))).toMatchObject({ error: { code: 'INVALID_REGION' } });
    expect(world.credentials.asked).toEqual([]);
  });
});

describe('connecting without a secret, by the subject of a kit', () => {
  const roleArn = 'arn:aws:iam::111122223333:role/OffloadSecurityScanner';
  const provider = 'projects/123456789012/locations/global/workloadIdentityPools/offload/providers/offload';
  const serviceAccount = 'scanner@acme-production.iam.gserviceaccount.com';
  const ways = [
    {
      cloud: 'AWS' as const,
      field: 'webIdentity.onboardingKitId',
      connect: (ctx: Context, onboardingKitId: string, isAnother = false) =>
        connectCloudAccount(ctx, awsConnection, {
          name: 'Keyless',
          webIdentity: { roleArn: isAnother ? roleArn.replace('111122223333', '444455556666') : roleArn, onboardingKitId },
        }),
      material: (subject: string) => ({ kind: 'AWS_WEB_IDENTITY', roleArn, subject }),
    },
    {
      cloud: 'GCP' as const,
      field: 'workloadIdentity.onboardingKitId',
      connect: (ctx: Context, onboardingKitId: string, isAnother = false) =>
        connectCloudAccount(ctx, gcpConnection, {
          name: 'Keyless',
          projectId: isAnother ? 'acme-staging' : 'acme-production',
          workloadIdentity: { serviceAccount, provider, onboardingKitId },
        }),
      material: (subject: string) => ({ kind: 'GCP_WORKLOAD_IDENTITY', serviceAccount, provider, subject }),
    },
  ];

  const kitFor = async (ctx: Context, cloud: 'AWS' | 'GCP' | 'AZURE'): Promise<string> => {
    const id = newId();
    await ctx.transact(({ onboardingKits }) =>
      onboardingKits.insert({ id, provider: cloud, externalId: null, connectedAccountId: null, createdAt: ctx.now() }),
    );
    return id;
  };

  describe.each(ways)('to $cloud', ({ cloud, field, connect, material }) => {
    it('asks for the subject of this tenant and this kit', async () => {
      const ctx = world.tenant();
      const kit = await kitFor(ctx, cloud);

      expect((await connect(ctx, kit)).ok).toBe(true);

      expect(world.credentials.asked[0]!.material).toEqual(material(`offload:${ctx.tenantId}:${kit}`));
    });

    it('knows no kit of another tenant, of another cloud or of a malformed id, and asks nobody', async () => {
      const ctx = world.tenant();
      const kits = [await kitFor(world.tenant(), cloud), await kitFor(ctx, 'AZURE'), newId(), '../../etc/passwd'];

      const answers = await Promise.all(kits.map((kit) => connect(ctx, kit)));

      for (const answer of answers) expect(answer).toMatchObject({ ok: false, error: { code: 'UNKNOWN_ONBOARDING_KIT', field } });
      expect(answers[0]).toEqual(answers[2]);
      expect([world.credentials.asked, await count(ctx)]).toEqual([[], 0]);
    });

    it('takes a kit for one connection at a time', async () => {
      const ctx = world.tenant();
      const kit = await kitFor(ctx, cloud);
      const first = await connect(ctx, kit);
      if (!first.ok) throw new Error('not connected');

      expect(await connect(ctx, kit, true)).toMatchObject({ ok: false, error: { code: 'ONBOARDING_KIT_IN_USE', field } });

      await disconnectCloudAccount(ctx, first.value.id);
      expect((await connect(ctx, kit)).ok).toBe(true);
    });
  });

  it.each([
    ['AWS', () => connectCloudAccount(world.tenant(), awsConnection, { name: 'None' }), 'role'],
    [
      'AWS',
      () =>
        connectCloudAccount(world.tenant(), awsConnection, {
          name: 'Both',
          webIdentity: { roleArn, onboardingKitId: newId() },
          role: { roleArn, externalId: 'sixteen-letters-x' },
        }),
      'role',
    ],
    ['GCP', () => connectCloudAccount(world.tenant(), gcpConnection, { name: 'None', projectId: 'acme-production' }), 'serviceAccountKey'],
  ])('refuses none and several ways into %s before anybody is asked', async (_cloud, connect, field) => {
    expect(await connect()).toMatchObject({ error: { kind: 'InvalidCredentialInput', field, code: 'EXACTLY_ONE_OF' } });
    expect(world.credentials.asked).toEqual([]);
  });
});
