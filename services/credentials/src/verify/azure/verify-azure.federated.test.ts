import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import { newId, type ConnectionTestFailed } from '@offload/contracts';
import { eventually } from '@offload/testkit';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { azureTestPreflight } from '../../azure/testing/preflight.ts';
import type { Context } from '../../context.ts';
import { verifyAndSeal, type VerifyAndSeal } from '../../credential/verify-and-seal.ts';
import { openOidcIssuer } from '../../oidc-issuer/open-oidc-issuer.ts';
import { createMemorySecretStore } from '../../secret-store/testing/memory-secret-store.ts';
import { credentialsWorld, type AzureOnboarded, type CredentialsWorld } from '../../testing/credentials-world.ts';

describe('connecting an Azure subscription by workload identity', () => {
  let world: CredentialsWorld;
  let jwks: Server;
  let jwksUrl: string;

  beforeAll(async () => {
    world = await credentialsWorld({ azurePreflight: azureTestPreflight });
    jwks = createServer((_request, response) => {
      response.setHeader('content-type', 'application/json');
      response.end(JSON.stringify(world.azure.issuer!.documents.jwks));
    });
    await new Promise<void>((resolve) => jwks.listen(0, '127.0.0.1', resolve));
    jwksUrl = `http://127.0.0.1:${(jwks.address() as AddressInfo).port}/.well-known/jwks.json`;
    world.fakeAzure.issuers.set(world.azure.issuer!.url, jwksUrl);
  });
  afterEach(() => {
    world.fakeAzure.issuers.set(world.azure.issuer!.url, jwksUrl);
  });
  afterAll(async () => {
    jwks.closeAllConnections();
    await new Promise((resolve) => jwks.close(resolve));
    await world.close();
  });

  async function refused(ctx: Context, input: VerifyAndSeal): Promise<ConnectionTestFailed> {
    const answer = await verifyAndSeal(ctx, input);
    if (answer.outcome !== 'REFUSED') throw new Error(`expected a refusal, got ${JSON.stringify(answer)}`);
    await world.expectNothingStored(ctx, input);
    return answer.failure;
  }

  it('passes without a secret: what is sealed is ids alone', async () => {
    const ctx = world.tenant();
    const { input, subscription, application, subject } = world.azureFederated(ctx);

    const answer = await verifyAndSeal(ctx, input);

    expect(answer).toMatchObject({ outcome: 'SEALED', status: 'CONNECTED', providerAccountId: subscription.subscriptionId });
    if (answer.outcome !== 'SEALED') return;
    expect(answer.test.steps.map(({ name, outcome }) => [name, outcome])).toEqual(
      ['platform-identity', 'reach', 'authenticate', 'identity', 'providers', 'permissions', 'excess'].map((name) => [name, 'PASSED']),
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
    const { input, application } = world.azureFederated(ctx);
    Object.assign(application.federatedCredentials[0]!, changes);

    const failure = await refused(ctx, input);

    expect(failure.code).toBe('FEDERATION_MISMATCH');
    expect(failure.message).toContain(said);
  });

  it('is refused when the documents of the issuer hold another key, which may be our fault', async () => {
    const issuer = await openOidcIssuer(world.azure.issuer!.url, createMemorySecretStore(), () => new Date());
    const ctx = world.tenantWith({ azure: { issuer } });

    const failure = await refused(ctx, world.azureFederated(ctx).input);

    expect([failure.code, failure.possibleCauses]).toEqual(['FEDERATION_MISMATCH', ['FEDERATION_MISMATCH', 'PLATFORM_IDENTITY_BROKEN']]);
  });

  it('blames our own identity when Azure cannot read its documents, or there is no issuer', async () => {
    const ctx = world.tenant();
    world.fakeAzure.issuers.clear();
    expect((await refused(ctx, world.azureFederated(ctx).input)).code).toBe('PLATFORM_IDENTITY_BROKEN');

    const without = world.tenantWith({ azure: { issuer: null } });
    world.fakeAzure.requests.length = 0;
    const failure = await refused(without, world.azureFederated(without).input);
    expect(failure.code).toBe('PLATFORM_IDENTITY_BROKEN');
    expect(failure.test.steps[0]).toMatchObject({ name: 'platform-identity', outcome: 'FAILED' });
    expect(world.fakeAzure.requests).toEqual([]);
  });

  it('tells a clock that is wrong from a credential that does not fit', async () => {
    const ahead = new Date(Date.now() + 20 * 60_000);
    const issuer = await openOidcIssuer(world.azure.issuer!.url, world.secrets, () => ahead);
    const ctx = world.tenantWith({ azure: { issuer } });

    expect((await refused(ctx, world.azureFederated(ctx).input)).code).toBe('CLOCK_SKEW');
  });

  it('tries a credential again that was created a moment ago', async () => {
    const ctx = world.tenantWith({ azure: { propagationWaitsMs: [1, 1, 50, 50, 50, 50] } });
    const { input, application } = world.azureFederated(ctx);
    const credentials = application.federatedCredentials;
    application.federatedCredentials = [];
    world.fakeAzure.requests.length = 0;
    const answer = verifyAndSeal(ctx, input);
    await eventually(async () => world.fakeAzure.requests.filter(({ path }) => path.includes('oauth2')).length >= 2);
    application.federatedCredentials = credentials;

    expect(await answer).toMatchObject({ outcome: 'SEALED' });
  });

  describe('keeps tenants apart: knowing the ids of another’s application is not enough', () => {
    const takenWith = (subject: string, { input }: AzureOnboarded): VerifyAndSeal =>
      ({ ...input, cloudAccountId: newId(), material: { ...input.material, subject } }) as VerifyAndSeal;

    it('with a subject of one’s own, which that application does not trust', async () => {
      const victim = world.azureFederated(world.tenant());
      const thief = world.tenant();

      const failure = await refused(thief, takenWith(`offload:${thief.tenantId}:${newId()}`, victim));

      expect(failure.code).toBe('FEDERATION_MISMATCH');
    });

    it('with the subject of the other, for which the platform does not vouch', async () => {
      const victim = world.azureFederated(world.tenant());
      const thief = world.tenant();
      world.fakeAzure.requests.length = 0;

      for (const subject of [victim.subject, `offload:${thief.tenantId}`, `x${victim.subject}`, `offload:${thief.tenantId}:a b`]) {
        const answer = await verifyAndSeal(thief, takenWith(subject, victim));
        expect(answer).toMatchObject({ outcome: 'INVALID', error: { code: 'UNKNOWN_ONBOARDING_KIT', field: 'onboardingKitId' } });
      }
      expect(world.fakeAzure.requests).toEqual([]);
    });
  });
});
