import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import { newId } from '@offload/contracts';
import type { Context } from '../../context.ts';
import { destroyCredential } from '../../credential/destroy-credential.ts';
import { verifyAndSeal } from '../../credential/verify-and-seal.ts';
import { credentialsWorld, type CredentialsWorld } from '../../testing/credentials-world.ts';
import { leaseCredential, type LeaseInput } from '../lease-credential.ts';
import { endAccess } from '../end-access.ts';

describe('leasing access to an Azure subscription', () => {
  let world: CredentialsWorld;
  beforeAll(async () => {
    world = await credentialsWorld();
  });
  afterEach(async () => {
    await world.simulator.faults.clear();
    world.setTime(null);
  });
  afterAll(() => world.close());

  async function connected(ctx = world.tenant()) {
    const onboarded = await world.azureOnboarded(ctx);
    expect(await verifyAndSeal(ctx, onboarded.input)).toMatchObject({ outcome: 'SEALED' });
    await world.simulator.clearRecorded();
    return { ctx, ...onboarded, cloudAccountId: onboarded.input.cloudAccountId };
  }

  const job = (cloudAccountId: string): LeaseInput => ({
    cloudAccountId,
    scanId: newId(),
    jobId: newId(),
    region: 'westeurope',
    signingNames: [],
    actions: ['Microsoft.Storage/storageAccounts/read'],
  });
  const lease = (ctx: Context, cloudAccountId: string) => leaseCredential(ctx, job(cloudAccountId), world.simulator.endpoint);
  const signIns = async (): Promise<number> =>
    (await world.simulator.recorded()).filter(({ operation }) => operation === 'entra.token').reduce((sum, { count }) => sum + count, 0);

  it('gives a token that reads, with where to use it and for how long, and never the secret', async () => {
    const { ctx, cloudAccountId, clientSecret, subscription } = await connected();

    const answer = await lease(ctx, cloudAccountId);

    if (answer.outcome !== 'LEASED' || answer.lease.kind !== 'AZURE_TOKEN') throw new Error('expected a token');
    expect(answer.endpointOverride).toBe(world.simulator.endpoint);
    const response = await fetch(`${world.simulator.endpoint}/subscriptions/${subscription.subscriptionId}?api-version=2022-12-01`, {
      headers: { 'x-simulator-host': 'management.azure.com', authorization: `Bearer ${answer.lease.accessToken}` },
    });
    expect(response.status).toBe(200);
    expect(JSON.stringify(answer)).not.toContain(clientSecret);
    expect(world.logged()).not.toContain(answer.lease.accessToken);
    expect((await endAccess(ctx, cloudAccountId)).until).toBe(answer.lease.expiresAt);
  });

  it('gives all jobs of an account one token, also those that ask at once, until it nears its end', async () => {
    const { ctx, cloudAccountId } = await connected();

    const [one, other] = await Promise.all([lease(ctx, cloudAccountId), lease(ctx, cloudAccountId)]);
    const later = await lease(ctx, cloudAccountId);
    expect(other).toEqual(one);
    expect(later).toEqual(one);
    expect(await signIns()).toBe(1);

    world.setTime(new Date(Date.now() + 50 * 60_000));
    expect(await lease(ctx, cloudAccountId)).not.toEqual(one);
    expect(await signIns()).toBe(2);
  });

  it('gives each account its own token', async () => {
    const ctx = world.tenant();
    const one = await connected(ctx);
    const other = await connected(ctx);

    expect(await lease(ctx, one.cloudAccountId)).not.toEqual(await lease(ctx, other.cloudAccountId));
  });

  it.each([
    ['throttle', 'THROTTLED'],
    ['error', 'UNREACHABLE'],
    ['drop', 'UNREACHABLE'],
  ] as const)('says why there is none: %s is %s', async (effect, reason) => {
    const { ctx, cloudAccountId } = await connected();
    await world.simulator.faults.set([{ match: { action: 'entra.token' }, effect }]);

    expect(await lease(ctx, cloudAccountId)).toMatchObject({ outcome: 'REFUSED', reason });
    await world.simulator.faults.clear();
    expect(await lease(ctx, cloudAccountId)).toMatchObject({ outcome: 'LEASED' });
  });

  it('says that access is lost when the secret ended or the application was switched off', async () => {
    const { ctx, cloudAccountId, application, clientSecret } = await connected();

    const { clientId } = application;
    await world.simulator.azure.setApplication({ clientId, secrets: [{ value: clientSecret, expiresInDays: -1 }] });
    expect(await lease(ctx, cloudAccountId)).toMatchObject({
      outcome: 'REFUSED',
      reason: 'ACCESS_LOST',
      message: expect.stringContaining('expired'),
    });
    await world.simulator.azure.setApplication({ clientId, isDisabled: true });
    expect(await lease(ctx, cloudAccountId)).toMatchObject({
      outcome: 'REFUSED',
      reason: 'ACCESS_LOST',
      message: expect.stringContaining('disabled'),
    });
  });

  it('does not blame the customer when the platform has lost its issuer', async () => {
    const ctx = world.tenantWith({ azure: { issuer: null } });
    const { issuer } = world.azure;
    const provider = ctx.providers.AZURE_WORKLOAD_IDENTITY;
    const request = { ...job(newId()), credentialVersion: 1 };

    expect(issuer).not.toBeNull();
    expect(await provider.lease(() => Promise.reject(new Error('not unsealed')), request)).toMatchObject({
      ok: false,
      error: { reason: 'UNREACHABLE', message: expect.stringContaining('OIDC issuer') },
    });
  });

  it('is refused to another tenant and after the end, also for a token that is still in memory', async () => {
    const { ctx, cloudAccountId } = await connected();
    await lease(ctx, cloudAccountId);

    expect(await lease(world.tenant(), cloudAccountId)).toMatchObject({ outcome: 'REFUSED', reason: 'NOT_CONNECTED' });
    await destroyCredential(ctx, cloudAccountId);
    expect(await lease(ctx, cloudAccountId)).toMatchObject({ outcome: 'REFUSED', reason: 'NOT_CONNECTED' });
  });
});
