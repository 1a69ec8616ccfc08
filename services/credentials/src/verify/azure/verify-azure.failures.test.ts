import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import { newId, type ConnectionFailureCode, type ConnectionTestFailed } from '@offload/contracts';
import { eventually, unusedPort } from '@offload/testkit';
import { createAzureConnector } from '../../azure/azure-connector.ts';
import { azureTestPreflight } from '../../azure/testing/preflight.ts';
import type { Context } from '../../context.ts';
import { verifyAndSeal, type VerifyAndSeal } from '../../credential/verify-and-seal.ts';
import { credentialsWorld, type AzureOnboarded, type CredentialsWorld } from '../../testing/credentials-world.ts';

describe('an Azure subscription that cannot be connected', () => {
  let world: CredentialsWorld;
  beforeAll(async () => {
    world = await credentialsWorld({ azurePreflight: azureTestPreflight });
  });
  afterEach(() => {
    world.fakeAzure.faults = [];
    world.fakeAzure.clockOffsetMs = 0;
  });
  afterAll(() => world.close());

  /** Refused, with nothing stored: no row, no test, no secret, no event. */
  async function refused(ctx: Context, input: VerifyAndSeal): Promise<ConnectionTestFailed> {
    const answer = await verifyAndSeal(ctx, input);
    if (answer.outcome !== 'REFUSED') throw new Error(`expected a refusal, got ${JSON.stringify(answer)}`);

    await world.expectNothingStored(ctx, input);
    expect(answer.failure.test.ok).toBe(false);
    expect(answer.failure.possibleCauses).toContain(answer.failure.code);
    expect(answer.failure.remedy).not.toBe('');
    const failed = answer.failure.test.steps.filter(({ outcome, code }) => outcome === 'FAILED' && code !== null);
    expect(failed.map(({ code }) => code)).toEqual([answer.failure.code]);
    return answer.failure;
  }

  async function refusedWhen(spoil: (onboarded: AzureOnboarded) => void): Promise<ConnectionTestFailed> {
    const ctx = world.tenant();
    const onboarded = await world.azureOnboarded(ctx);
    spoil(onboarded);
    return refused(ctx, onboarded.input);
  }
  const withMaterial = (input: VerifyAndSeal, changes: object): VerifyAndSeal =>
    ({ ...input, material: { ...input.material, ...changes } }) as VerifyAndSeal;

  it.each([
    ['a wrong secret', 'INVALID_CREDENTIALS', ({ application }) => (application.secrets = [{ value: 'another' }])],
    ['an expired secret', 'EXPIRED_CREDENTIALS', ({ application }) => (application.secrets[0]!.isExpired = true)],
    ['an application that is switched off', 'DISABLED_CREDENTIALS', ({ application }) => (application.isDisabled = true)],
    ['a policy that blocks the sign-in', 'DISABLED_CREDENTIALS', ({ application }) => (application.isBlockedByConditionalAccess = true)],
  ] as [string, ConnectionFailureCode, (onboarded: AzureOnboarded) => void][])('for %s: %s', async (_what, code, spoil) => {
    const failure = await refusedWhen(spoil);

    expect([failure.code, failure.possibleCauses]).toEqual([code, [code]]);
    expect(failure.test.steps.map(({ outcome }) => outcome)).toEqual(['PASSED', 'FAILED', 'SKIPPED', 'SKIPPED', 'SKIPPED', 'SKIPPED']);
  });

  it('says when it is Conditional Access that blocks', async () => {
    const { message } = await refusedWhen(({ application }) => (application.isBlockedByConditionalAccess = true));

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
    const { directoryId } = world.fakeAzure.addApplication();

    const failure = await refused(ctx, withMaterial(input, { directoryId }));

    expect([failure.code, failure.possibleCauses]).toEqual(['WRONG_DIRECTORY', ['WRONG_DIRECTORY']]);
    expect(failure.message).toContain(subscription.directoryId);
  });

  it('for a subscription of another directory', async () => {
    const ctx = world.tenant();
    const { input } = await world.azureOnboarded(ctx);
    const elsewhere = world.fakeAzure.addSubscription();

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
      ['throttle', /oauth2/, 'THROTTLED'],
      ['throttle', /subscriptions\/[^/]+$/, 'THROTTLED'],
      ['throttle', /permissions$/, 'THROTTLED'],
      ['error', /oauth2/, 'UNREACHABLE'],
      ['drop', /oauth2/, 'UNREACHABLE'],
      ['drop', /subscriptions\/[^/]+$/, 'UNREACHABLE'],
      ['error', /denyAssignments$/, 'UNREACHABLE'],
      ['drop', /providers\/Microsoft.Security$/, 'UNREACHABLE'],
    ] as const)('%s of %s: %s', async (effect, match, code) => {
      const failure = await refusedWhen(() => (world.fakeAzure.faults = [{ match, effect }]));

      expect(failure.code).toBe(code);
    });

    it.each([3_600_000, -3_600_000])('our clock is off by an hour: %i ms', async (clockOffsetMs) => {
      const failure = await refusedWhen(() => (world.fakeAzure.clockOffsetMs = clockOffsetMs));

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
    const askedTwice = (path: RegExp) => eventually(async () => world.fakeAzure.requests.filter((one) => path.test(one.path)).length >= 2);

    it('is tried again: an application', async () => {
      const ctx = patient();
      const { input, application } = await world.azureOnboarded(ctx);
      const clientId = newId();
      world.fakeAzure.requests.length = 0;
      const answer = verifyAndSeal(ctx, withMaterial(input, { clientId }));
      await askedTwice(/oauth2/);
      world.fakeAzure.addApplication({ ...application, clientId });

      expect(await answer).toMatchObject({ outcome: 'SEALED' });
    });

    it('is tried again: a role assignment', async () => {
      const ctx = patient();
      const { input, application, subscription } = await world.azureOnboarded(ctx);
      const grants = subscription.grants.get(application.objectId)!;
      subscription.grants.clear();
      world.fakeAzure.requests.length = 0;
      const answer = verifyAndSeal(ctx, input);
      // Once without a token, to see whether Azure is there.
      await eventually(async () => world.fakeAzure.requests.filter((one) => /subscriptions\/[^/]+$/.test(one.path)).length >= 3);
      subscription.grants.set(application.objectId, grants);

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
      world.fakeAzure.requests.length = 0;

      expect(await verifyAndSeal(ctx, withMaterial(input, changes))).toMatchObject({ outcome: 'INVALID', error: { code, field } });
      expect(world.fakeAzure.requests).toEqual([]);
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
