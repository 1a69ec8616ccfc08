import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import { newId, type ConnectionFailureCode, type ConnectionTestFailed } from '@offload/contracts';
import { eventually, unusedPort } from '@offload/testkit';
import type { SetAzureApplication } from '@offload/simulator';
import { createAzureConnector } from '../../azure/azure-connector.ts';
import { azureTestPreflight } from '../../azure/testing/preflight.ts';
import type { Context } from '../../context.ts';
import { verifyAndSeal, type VerifyAndSeal } from '../../credential/verify-and-seal.ts';
import { refused as refusedIn } from '../../testing/connecting.ts';
import { credentialsWorld, type AzureOnboarded, type CredentialsWorld } from '../../testing/credentials-world.ts';

describe('an Azure subscription that cannot be connected', () => {
  let world: CredentialsWorld;
  beforeAll(async () => {
    world = await credentialsWorld({ azurePreflight: azureTestPreflight });
  });
  afterEach(async () => {
    await world.simulator.faults.clear();
    await world.simulator.setClockOffset(0);
  });
  afterAll(() => world.close());

  const refused = (ctx: Context, input: VerifyAndSeal): Promise<ConnectionTestFailed> => refusedIn(world, ctx, input);

  async function refusedWhen(spoil: (onboarded: AzureOnboarded) => Promise<unknown>): Promise<ConnectionTestFailed> {
    const ctx = world.tenant();
    const onboarded = await world.azureOnboarded(ctx);
    await spoil(onboarded);
    return refused(ctx, onboarded.input);
  }
  const withMaterial = (input: VerifyAndSeal, changes: object): VerifyAndSeal =>
    ({ ...input, material: { ...input.material, ...changes } }) as VerifyAndSeal;

  /** Changes the application after the customer gave its ids and secret away. */
  const changing =
    (changes: Omit<SetAzureApplication, 'clientId'>) =>
    ({ application: { clientId } }: AzureOnboarded) =>
      world.simulator.azure.setApplication({ clientId, ...changes });

  it.each([
    ['a wrong secret', 'INVALID_CREDENTIALS', { secrets: [{ value: 'another' }] }],
    ['an expired secret', 'EXPIRED_CREDENTIALS', { secrets: [{ expiresInDays: -1 }] }],
    ['an application that is switched off', 'DISABLED_CREDENTIALS', { isDisabled: true }],
    ['a policy that blocks the sign-in', 'DISABLED_CREDENTIALS', { isBlockedByPolicy: true }],
  ] as [string, ConnectionFailureCode, Omit<SetAzureApplication, 'clientId'>][])('for %s: %s', async (_what, code, changes) => {
    const failure = await refusedWhen(changing(changes));

    expect([failure.code, failure.possibleCauses]).toEqual([code, [code]]);
    expect(failure.test.steps.map(({ outcome }) => outcome)).toEqual(['PASSED', 'PASSED', 'FAILED', 'SKIPPED', 'SKIPPED', 'SKIPPED', 'SKIPPED']);
  });

  it('says when it is Conditional Access that blocks', async () => {
    const { message } = await refusedWhen(changing({ isBlockedByPolicy: true }));

    expect(message).toContain('Conditional Access');
  });

  it('for a directory that does not exist', async () => {
    const ctx = world.tenant();
    const { input } = await world.azureOnboarded(ctx);

    const failure = await refused(ctx, withMaterial(input, { directoryId: '00000000-0000-4000-8000-000000000001' }));

    expect([failure.code, failure.possibleCauses]).toEqual(['WRONG_DIRECTORY', ['WRONG_DIRECTORY']]);
    expect(failure.message).toContain('no directory');
  });

  it('for an application that the directory does not know, and says what that leaves open', async () => {
    const ctx = world.tenant();
    const { input } = await world.azureOnboarded(ctx);

    const failure = await refused(ctx, withMaterial(input, { clientId: '00000000-0000-4000-8000-000000000001' }));

    expect([failure.code, failure.possibleCauses]).toEqual(['WRONG_DIRECTORY', ['WRONG_DIRECTORY', 'INVALID_CREDENTIALS']]);
  });

  it('for the directory of another application, with proof from the subscription', async () => {
    const ctx = world.tenant();
    const { input, subscription } = await world.azureOnboarded(ctx);
    const { directoryId } = await world.simulator.azure.createApplication({ directoryId: newId() });

    const failure = await refused(ctx, withMaterial(input, { directoryId }));

    expect([failure.code, failure.possibleCauses]).toEqual(['WRONG_DIRECTORY', ['WRONG_DIRECTORY']]);
    expect(failure.message).toContain(subscription.directoryId);
  });

  it('for a subscription of another directory', async () => {
    const ctx = world.tenant();
    const { input } = await world.azureOnboarded(ctx);
    const elsewhere = await world.simulator.azure.createSubscription({ directoryId: newId(), size: 0 });

    const failure = await refused(ctx, { ...input, expectedProviderAccountId: elsewhere.subscriptionId });

    expect([failure.code, failure.possibleCauses]).toEqual(['WRONG_ACCOUNT', ['WRONG_ACCOUNT', 'WRONG_DIRECTORY']]);
    expect(failure.message).toContain(elsewhere.directoryId);
  });

  it('for a subscription that Azure does not show, and says what that leaves open', async () => {
    const ctx = world.tenant();
    const { input } = await world.azureOnboarded(ctx);

    const failure = await refused(ctx, { ...input, expectedProviderAccountId: newId() });

    expect([failure.code, failure.possibleCauses]).toEqual(['WRONG_ACCOUNT', ['WRONG_ACCOUNT', 'MISSING_PERMISSIONS', 'WRONG_DIRECTORY']]);
  });

  describe('for reasons that lie elsewhere', () => {
    it.each([
      ['throttle', 'entra.token', 'THROTTLED'],
      ['throttle', 'arm.Subscriptions_Get', 'THROTTLED'],
      ['throttle', 'arm.Permissions_List', 'THROTTLED'],
      ['error', 'entra.token', 'UNREACHABLE'],
      ['drop', 'entra.token', 'UNREACHABLE'],
      ['drop', 'arm.Subscriptions_Get', 'UNREACHABLE'],
      ['error', 'arm.DenyAssignments_List', 'UNREACHABLE'],
      ['drop', 'arm.Providers_Get', 'UNREACHABLE'],
    ] as const)('%s of %s: %s', async (effect, action, code) => {
      const failure = await refusedWhen(() => world.simulator.faults.set([{ match: { action }, effect }]));

      expect(failure.code).toBe(code);
    });

    it.each([3_600_000, -3_600_000])('our clock is off by an hour: %i ms', async (clockOffsetMs) => {
      const failure = await refusedWhen(() => world.simulator.setClockOffset(clockOffsetMs));

      expect(failure.code).toBe('CLOCK_SKEW');
      expect(failure.remedy).toContain('Nothing that you entered is at fault');
    });

    it('Azure is not there at all', async () => {
      const connector = createAzureConnector({ mode: 'simulator', url: `http://127.0.0.1:${await unusedPort()}` }, () => new Date());
      const ctx = world.tenantWith({ azure: { connector } });

      const failure = await refused(ctx, (await world.azureOnboarded(ctx)).input);

      connector.close();
      expect(failure.code).toBe('UNREACHABLE');
    });
  });

  describe('yet, because it was created a moment ago', () => {
    const waitsMs = [1, 1, 50, 50, 50, 50];
    const patient = (): Context => world.tenantWith({ azure: { propagationWaitsMs: waitsMs } });
    /** Waits until an operation has ended so, so many times. */
    const ended = (wanted: string, outcome: string, times: number) =>
      eventually(async () => {
        const calls = (await world.simulator.recorded()).filter((call) => call.operation === wanted && call.outcome === outcome);
        return calls.reduce((sum, { count }) => sum + count, 0) >= times;
      });

    it('is tried again: an application', async () => {
      const ctx = patient();
      const { input, application, subscription, clientSecret } = await world.azureOnboarded(ctx);
      const clientId = newId();
      await world.simulator.clearRecorded();
      const answer = verifyAndSeal(ctx, withMaterial(input, { clientId }));
      await ended('entra.token', 'refused', 2);
      const { directoryId } = application;
      await world.simulator.azure.createApplication({ directoryId, clientId, secrets: [{ value: clientSecret }] });
      await world.simulator.azure.assign({ subscriptionId: subscription.subscriptionId, clientId, role: 'Reader' });

      expect(await answer).toMatchObject({ outcome: 'SEALED' });
    });

    it('is tried again: a role assignment', async () => {
      const ctx = patient();
      const { input, application, subscription } = await world.azureOnboarded(ctx);
      const ids = { subscriptionId: subscription.subscriptionId, clientId: application.clientId };
      await world.simulator.azure.unassign(ids);
      await world.simulator.clearRecorded();
      const answer = verifyAndSeal(ctx, input);
      await ended('arm.Subscriptions_Get', 'denied', 2);
      await world.simulator.azure.assign({ ...ids, role: 'Reader' });

      expect(await answer).toMatchObject({ outcome: 'SEALED' });
    });
  });

  describe('input that cannot be one is refused before anybody is asked', () => {
    it.each([
      ['MALFORMED_TENANT_ID', 'tenantId', { directoryId: 'contoso.onmicrosoft.com' }],
      ['MALFORMED_TENANT_ID', 'tenantId', { directoryId: '../../common' }],
      ['MALFORMED_CLIENT_ID', 'clientId', { clientId: 'not-a-guid' }],
      ['MALFORMED_CLIENT_ID', 'clientId', { clientId: '' }],
    ])('%s at %s: %j', async (code, field, changes) => {
      const ctx = world.tenant();
      const { input } = await world.azureOnboarded(ctx);
      await world.simulator.clearRecorded();

      expect(await verifyAndSeal(ctx, withMaterial(input, changes))).toMatchObject({ outcome: 'INVALID', error: { code, field } });
      expect(await world.simulator.recorded()).toEqual([]);
      await world.expectNothingStored(ctx, input);
    });

    it.each([[null], ['my subscription'], ['12345678-1234-1234-1234-123456789012/resourceGroups/x']])(
      'MALFORMED_SUBSCRIPTION_ID at subscriptionId: %s',
      async (expectedProviderAccountId) => {
        const ctx = world.tenant();
        const { input } = await world.azureOnboarded(ctx);

        expect(await verifyAndSeal(ctx, { ...input, expectedProviderAccountId })).toMatchObject({
          outcome: 'INVALID',
          error: { code: 'MALFORMED_SUBSCRIPTION_ID', field: 'subscriptionId' },
        });
        await world.expectNothingStored(ctx, input);
      },
    );

    it.each([
      ['SECRET_ID_NOT_VALUE', '7d9f2b54-13e7-4c44-9f7a-0b1c2d3e4f50'],
      ['MALFORMED_CLIENT_SECRET', 'canary with spaces'],
      ['MALFORMED_CLIENT_SECRET', 'canary'],
      ['MALFORMED_CLIENT_SECRET', `canary${'x'.repeat(300)}`],
    ])('%s at clientSecret', async (code, secret) => {
      const ctx = world.tenant();
      const { input } = await world.azureOnboarded(ctx);

      const answer = await verifyAndSeal(ctx, withMaterial(input, { clientSecret: await world.seal(ctx, secret) }));

      expect(answer).toMatchObject({ outcome: 'INVALID', error: { code, field: 'clientSecret' } });
      expect(JSON.stringify(answer)).not.toContain(secret);
      await world.expectNothingStored(ctx, input);
    });

    it('a client id that is the directory’s', async () => {
      const ctx = world.tenant();
      const { input, application } = await world.azureOnboarded(ctx);

      expect(await verifyAndSeal(ctx, withMaterial(input, { clientId: application.directoryId }))).toMatchObject({
        outcome: 'INVALID',
        error: { code: 'SAME_ID_TWICE', field: 'clientId' },
      });
    });

    it('a secret that was sealed for another tenant', async () => {
      const { input } = await world.azureOnboarded(world.tenant());

      expect(await verifyAndSeal(world.tenant(), input)).toMatchObject({
        outcome: 'INVALID',
        error: { code: 'UNREADABLE_SECRET', field: 'clientSecret' },
      });
    });
  });
});
