import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import { newId, type ConnectionTestFailed } from '@offload/contracts';
import { eventually } from '@offload/testkit';
import { azureTestPreflight } from '../../azure/testing/preflight.ts';
import type { Context } from '../../context.ts';
import { verifyAndSeal, type VerifyAndSeal } from '../../credential/verify-and-seal.ts';
import { openOidcIssuer } from '../../oidc-issuer/open-oidc-issuer.ts';
import { createMemorySecretStore } from '../../secret-store/testing/memory-secret-store.ts';
import { credentialsWorld, type AzureOnboarded, type CredentialsWorld } from '../../testing/credentials-world.ts';

describe('connecting an Azure subscription by workload identity', () => {
  let world: CredentialsWorld;

  beforeAll(async () => {
    world = await credentialsWorld({ azurePreflight: azureTestPreflight });
  });
  afterEach(() => world.published(true));
  afterAll(() => world.close());

  async function refused(ctx: Context, input: VerifyAndSeal): Promise<ConnectionTestFailed> {
    const answer = await verifyAndSeal(ctx, input);
    if (answer.outcome !== 'REFUSED') throw new Error(`expected a refusal, got ${JSON.stringify(answer)}`);
    await world.expectNothingStored(ctx, input);
    return answer.failure;
  }

  it('passes without a secret: what is sealed is ids alone', async () => {
    const ctx = world.tenant();
    const { input, subscription, application, subject } = await world.azureFederated(ctx);

    const answer = await verifyAndSeal(ctx, input);

    expect(answer).toMatchObject({ outcome: 'SEALED', status: 'CONNECTED', providerAccountId: subscription.subscriptionId });
    if (answer.outcome !== 'SEALED') return;
    expect(answer.test.steps.map(({ name, outcome }) => [name, outcome])).toEqual(
      ['platform-identity', 'reach', 'clock', 'authenticate', 'identity', 'providers', 'permissions', 'excess'].map((name) => [name, 'PASSED']),
    );
    const sealed = await world.secrets.get({ tenantId: ctx.tenantId, cloudAccountId: input.cloudAccountId }, 1);
    expect(JSON.parse(sealed!.reveal())).toEqual({
      kind: 'AZURE_WORKLOAD_IDENTITY',
      directoryId: application.directoryId,
      clientId: application.clientId,
      subject,
    });
  });

  it.each([
    ['another subject', { subject: 'offload:somebody:else' }, 'none for the subject'],
    ['another issuer', { issuer: 'https://other.example' }, 'another issuer'],
    ['another audience', { audience: 'api://other' }, 'audience'],
  ])('is refused by a credential for %s', async (_what, changes, said) => {
    const ctx = world.tenant();
    const { input, application, subject } = await world.azureFederated(ctx);
    const federated = { issuer: world.azure.issuer!.url, subject, ...changes };
    await world.simulator.azure.setApplication({ clientId: application.clientId, federatedCredentials: [federated] });

    const failure = await refused(ctx, input);

    expect(failure.code).toBe('FEDERATION_MISMATCH');
    expect(failure.message).toContain(said);
  });

  it('is refused when the documents of the issuer hold another key, which may be our fault', async () => {
    const issuer = await openOidcIssuer(world.azure.issuer!.url, createMemorySecretStore(), () => new Date());
    const ctx = world.tenantWith({ azure: { issuer } });

    const failure = await refused(ctx, (await world.azureFederated(ctx)).input);

    expect([failure.code, failure.possibleCauses]).toEqual(['FEDERATION_MISMATCH', ['FEDERATION_MISMATCH', 'PLATFORM_IDENTITY_BROKEN']]);
  });

  it('blames our own identity when Azure cannot read its documents, or there is no issuer', async () => {
    const ctx = world.tenant();
    await world.published(false);
    expect((await refused(ctx, (await world.azureFederated(ctx)).input)).code).toBe('PLATFORM_IDENTITY_BROKEN');

    const without = world.tenantWith({ azure: { issuer: null } });
    const { input } = await world.azureFederated(without);
    await world.simulator.clearRecorded();
    const failure = await refused(without, input);
    expect(failure.code).toBe('PLATFORM_IDENTITY_BROKEN');
    expect(failure.test.steps[0]).toMatchObject({ name: 'platform-identity', outcome: 'FAILED' });
    expect(await world.simulator.recorded()).toEqual([]);
  });

  it('tells a clock that is wrong from a credential that does not fit', async () => {
    const ahead = new Date(Date.now() + 20 * 60_000);
    const issuer = await openOidcIssuer(world.azure.issuer!.url, world.secrets, () => ahead);
    const ctx = world.tenantWith({ azure: { issuer } });

    expect((await refused(ctx, (await world.azureFederated(ctx)).input)).code).toBe('CLOCK_SKEW');
  });

  it('tries a credential again that was created a moment ago', async () => {
    const ctx = world.tenantWith({ azure: { propagationWaitsMs: [1, 1, 200, 400, 800, 1600] } });
    const { input, subject, application } = await world.azureFederated(ctx);
    const { clientId, objectId } = application;
    await world.simulator.azure.setApplication({ clientId, federatedCredentials: [] });
    const answer = verifyAndSeal(ctx, input);
    await eventually(async () => ((await world.simulator.recorded({ principalPrefix: `azure:${objectId}` }))[0]?.count ?? 0) >= 2);
    await world.simulator.azure.setApplication({ clientId, federatedCredentials: [{ issuer: world.azure.issuer!.url, subject }] });

    expect(await answer).toMatchObject({ outcome: 'SEALED' });
  });

  describe('keeps tenants apart: knowing the ids of another’s application is not enough', () => {
    const takenWith = (subject: string, { input }: AzureOnboarded): VerifyAndSeal =>
      ({ ...input, cloudAccountId: newId(), material: { ...input.material, subject } }) as VerifyAndSeal;

    it('with a subject of one’s own, which that application does not trust', async () => {
      const victim = await world.azureFederated(world.tenant());
      const thief = world.tenant();

      const failure = await refused(thief, takenWith(`offload:${thief.tenantId}:${newId()}`, victim));

      expect(failure.code).toBe('FEDERATION_MISMATCH');
    });

    it('with the subject of the other, for which the platform does not vouch', async () => {
      const victim = await world.azureFederated(world.tenant());
      const thief = world.tenant();
      await world.simulator.clearRecorded();

      for (const subject of [victim.subject, `offload:${thief.tenantId}`, `x${victim.subject}`, `offload:${thief.tenantId}:a b`]) {
        const answer = await verifyAndSeal(thief, takenWith(subject, victim));
        expect(answer).toMatchObject({ outcome: 'INVALID', error: { code: 'UNKNOWN_ONBOARDING_KIT', field: 'onboardingKitId' } });
      }
      expect(await world.simulator.recorded()).toEqual([]);
    });
  });
});
