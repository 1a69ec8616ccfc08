import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { ConnectionTest } from '@offload/contracts';
import { azureTestPreflight } from '../../azure/testing/preflight.ts';
import type { Context } from '../../context.ts';
import { testConnection } from '../../credential/test-connection.ts';
import { verifyAndSeal, type VerifyAndSeal } from '../../credential/verify-and-seal.ts';
import { credentialsWorld, type CredentialsWorld } from '../../testing/credentials-world.ts';

describe('connecting an Azure subscription by a client secret', () => {
  let world: CredentialsWorld;
  beforeAll(async () => {
    world = await credentialsWorld({ azurePreflight: azureTestPreflight });
  });
  afterAll(() => world.close());

  async function connected(ctx: Context, input: VerifyAndSeal): Promise<{ status: string; providerAccountId: string; test: ConnectionTest }> {
    const answer = await verifyAndSeal(ctx, input);
    if (answer.outcome !== 'SEALED') throw new Error(`expected it to be sealed, got ${JSON.stringify(answer)}`);
    return answer;
  }
  const stepOf = ({ steps }: ConnectionTest, name: string) => steps.find((step) => step.name === name);

  it('passes every step with the roles of the onboarding kit, and says what is better', async () => {
    const ctx = world.tenant();
    const { input, application, subscription } = await world.azureOnboarded(ctx);

    const { status, providerAccountId, test } = await connected(ctx, input);

    expect({ status, providerAccountId }).toEqual({ status: 'CONNECTED', providerAccountId: subscription.subscriptionId });
    expect(test).toMatchObject({ ok: true, identity: application.clientId, missingPermissions: [], excessivePermissions: [] });
    expect(test.steps.map(({ name, outcome }) => [name, outcome])).toEqual(
      ['reach', 'clock', 'authenticate', 'identity', 'providers', 'permissions', 'excess'].map((name) => [name, 'PASSED']),
    );
    expect(test.notices.join('\n')).toMatch(/federated credential[\s\S]*age is counted from today/);
  });

  it('takes ids however they are capitalised, and keeps them as Azure does', async () => {
    const ctx = world.tenant();
    const { input, subscription } = await world.azureOnboarded(ctx);
    const material = { ...input.material, directoryId: (input.material as { directoryId: string }).directoryId.toUpperCase() };

    const { providerAccountId } = await connected(ctx, {
      ...input,
      material: material as VerifyAndSeal['material'],
      expectedProviderAccountId: subscription.subscriptionId.toUpperCase(),
    });

    expect(providerAccountId).toBe(subscription.subscriptionId);
  });

  it('leaves the secret in the secret store alone: not in logs, events, nor in the test', async () => {
    const ctx = world.tenant();
    const { input, application, clientSecret: canary } = await world.azureOnboarded(ctx);
    await connected(ctx, input);
    await world.simulator.azure.setApplication({ clientId: application.clientId, isDisabled: true });
    const failed = await testConnection(ctx, input.cloudAccountId);

    const seen = [world.logged(), JSON.stringify(await world.told(ctx.tenantId)), JSON.stringify(failed)].join();
    for (const form of [canary, encodeURIComponent(canary), Buffer.from(canary).toString('base64')]) expect(seen).not.toContain(form);
    expect(world.secrets.count(ctx.tenantId)).toBe(1);
    expect(failed).toMatchObject({ ok: false, error: { code: 'DISABLED_CREDENTIALS' } });
  });

  it('tests a connected subscription for its own tenant only', async () => {
    const ctx = world.tenant();
    const { input } = await world.azureOnboarded(ctx);
    await connected(ctx, input);

    expect(await testConnection(ctx, input.cloudAccountId)).toMatchObject({ ok: true });
    expect(await testConnection(world.tenant(), input.cloudAccountId)).toMatchObject({ ok: false, error: { kind: 'NotFound' } });
  });

  describe('with less than what is asked', () => {
    it('is refused, with each missing permission and what it costs', async () => {
      const ctx = world.tenant();
      const { input } = await world.azureOnboarded(ctx, {
        onboarding: { minusActions: ['Microsoft.Storage/*', 'Microsoft.web/sites/config/READ'] },
      });

      const answer = await verifyAndSeal(ctx, input);

      if (answer.outcome !== 'REFUSED') throw new Error('expected a refusal');
      expect(answer.failure.code).toBe('MISSING_PERMISSIONS');
      expect(answer.failure.message).toBe('Required permissions are missing: Microsoft.Storage/storageAccounts/read.');
      expect(answer.failure.test.missingPermissions).toEqual([azureTestPreflight[0], azureTestPreflight[4]]);
      await world.expectNothingStored(ctx, input);
    });

    it('is degraded where partial access is accepted', async () => {
      const ctx = world.tenant();
      const { input } = await world.azureOnboarded(ctx, {
        onboarding: { minusActions: ['Microsoft.Storage/*'] },
        changes: { acceptPartialAccess: true },
      });

      const { status, test } = await connected(ctx, input);

      expect(status).toBe('DEGRADED');
      expect(stepOf(test, 'permissions')).toMatchObject({ outcome: 'FAILED', code: 'MISSING_PERMISSIONS' });
    });

    it('is connected without what is optional, and says so', async () => {
      const ctx = world.tenant();
      const { input } = await world.azureOnboarded(ctx, { onboarding: { minusActions: ['Microsoft.ContainerRegistry/*'] } });

      const { status, test } = await connected(ctx, input);

      expect(status).toBe('CONNECTED');
      expect(test.notices.join()).toContain('Microsoft.ContainerRegistry/registries/read');
    });

    it('counts what a deny assignment takes away, on whichever page it is', async () => {
      const ctx = world.tenant();
      const { input, subscription } = await world.azureOnboarded(ctx);
      const { subscriptionId } = subscription;
      for (const name of ['no deletions', 'really none']) await world.simulator.azure.deny({ subscriptionId, name, actions: ['*/delete'] });
      await world.simulator.azure.deny({ subscriptionId, name: 'closed', actions: ['Microsoft.Network/*'] });

      const answer = await verifyAndSeal(ctx, input);

      expect(answer).toMatchObject({ outcome: 'REFUSED', failure: { code: 'MISSING_PERMISSIONS' } });
      expect(JSON.stringify(answer)).toContain('Microsoft.Network/networkSecurityGroups/read');
    });

    it.each([true, false])('is refused without any role, whether it may see that or not: %s', async (showsPermissions) => {
      const ctx = world.tenant();
      const { input } = await world.azureOnboarded(ctx, {
        subscription: { showsPermissions },
        onboarding: { permissions: 'none' },
        changes: { acceptPartialAccess: true },
      });

      const answer = await verifyAndSeal(ctx, input);

      if (answer.outcome !== 'REFUSED') throw new Error('expected a refusal');
      const { code, possibleCauses, test } = answer.failure;
      expect([code, possibleCauses]).toEqual(['MISSING_PERMISSIONS', ['MISSING_PERMISSIONS', 'WRONG_ACCOUNT']]);
      const all = azureTestPreflight.map(({ action }) => action);
      const missing = test.missingPermissions.map(({ action }) => action);
      if (showsPermissions) expect(missing).toEqual(['Microsoft.Resources/subscriptions/read', ...all]);
      else expect(missing).toEqual(['Microsoft.Resources/subscriptions/read', 'Microsoft.Authorization/permissions/read']);
      for (const action of all) expect(missing.join() + test.notices.join()).toContain(action);
      await world.expectNothingStored(ctx, input);
    });

    it('says what it could not look up with a role of a few actions', async () => {
      const ctx = world.tenant();
      const few = ['Microsoft.Authorization/permissions/read', ...azureTestPreflight.map(({ action }) => action)];
      const { input } = await world.azureOnboarded(ctx, { onboarding: { permissions: 'strict', strictActions: few } });

      const { status, test } = await connected(ctx, input);

      expect(status).toBe('CONNECTED');
      expect(['identity', 'providers', 'permissions'].map((name) => stepOf(test, name)?.outcome)).toEqual(['UNKNOWN', 'UNKNOWN', 'UNKNOWN']);
      expect(stepOf(test, 'excess')?.outcome).toBe('PASSED');
    });

    it('is missing the permission to see permissions, when nothing else can be told', async () => {
      const ctx = world.tenant();
      const { input } = await world.azureOnboarded(ctx, {
        onboarding: { permissions: 'strict', strictActions: ['Microsoft.Resources/subscriptions/read'] },
        changes: { acceptPartialAccess: true },
      });

      const { status, test } = await connected(ctx, input);

      expect(status).toBe('DEGRADED');
      expect(test.missingPermissions).toEqual([{ action: 'Microsoft.Authorization/permissions/read', required: true, checks: [] }]);
      expect(stepOf(test, 'excess')?.outcome).toBe('UNKNOWN');
    });
  });

  it('is connected with more than reading, which is named', async () => {
    const ctx = world.tenant();
    const { input, application, subscription } = await world.azureOnboarded(ctx);
    for (const role of ['Contributor', 'Storage Blob Data Reader'])
      await world.simulator.azure.assign({ subscriptionId: subscription.subscriptionId, clientId: application.clientId, role });

    const { status, test } = await connected(ctx, input);

    expect(status).toBe('CONNECTED');
    expect(stepOf(test, 'excess')?.outcome).toBe('FAILED');
    expect(test.excessivePermissions).toContain('Microsoft.Compute/virtualMachines/write');
    expect(test.notices.join()).toContain('containers/blobs/read');
  });

  it('names providers that are not registered and that tell of the subscription itself', async () => {
    const ctx = world.tenant();
    const { input, subscription } = await world.azureOnboarded(ctx);
    for (const namespace of ['Microsoft.Security', 'Microsoft.Sql'])
      await world.simulator.azure.setProvider({ subscriptionId: subscription.subscriptionId, namespace, registered: false });

    const { status, test } = await connected(ctx, input);

    expect(status).toBe('CONNECTED');
    expect(stepOf(test, 'providers')).toMatchObject({ outcome: 'FAILED', code: 'API_NOT_ENABLED' });
    expect(stepOf(test, 'providers')?.message).toContain('Microsoft.Security');
    expect(stepOf(test, 'providers')?.message).not.toContain('Microsoft.Sql');
  });

  it('says that a subscription is not enabled', async () => {
    const ctx = world.tenant();
    const { input } = await world.azureOnboarded(ctx, { subscription: { state: 'PastDue' } });

    expect((await connected(ctx, input)).test.notices.join()).toContain('PastDue');
  });
});
