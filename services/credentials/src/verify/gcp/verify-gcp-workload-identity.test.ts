import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { newId } from '@offload/contracts';
import { eventually } from '@offload/testkit';
import type { Context } from '../../context.ts';
import { verifyAndSeal, type VerifyAndSeal } from '../../credential/verify-and-seal.ts';
import { leaseCredential } from '../../lease/lease-credential.ts';
import { openOidcIssuer } from '../../oidc-issuer/open-oidc-issuer.ts';
import { createMemorySecretStore } from '../../secret-store/testing/memory-secret-store.ts';
import { refused, sealed } from '../../testing/connecting.ts';
import { credentialsWorld, type CredentialsWorld, type GcpFederatedOptions } from '../../testing/credentials-world.ts';

describe('connecting a Google Cloud project by workload identity', () => {
  let world: CredentialsWorld;
  beforeAll(async () => {
    world = await credentialsWorld();
  });
  beforeEach(() => world.simulator.clearRecorded());
  afterEach(async () => {
    await world.published(true);
    await world.simulator.setClockOffset(0);
  });
  afterAll(() => world.close());

  it('passes without a key: what is sealed is names alone, and nothing ages', async () => {
    const ctx = world.tenant();
    const { input, projectId, email, provider, subject } = await world.gcpFederated(ctx);

    const { providerAccountId, test, status } = await sealed(ctx, input);

    expect([providerAccountId, test.identity, status]).toEqual([projectId, email, 'CONNECTED']);
    expect(test.notices).toEqual([]);
    const stored = await world.secrets.get({ tenantId: ctx.tenantId, cloudAccountId: input.cloudAccountId }, 1);
    expect(JSON.parse(stored!.reveal())).toEqual({ kind: 'GCP_WORKLOAD_IDENTITY', clientEmail: email, projectId, provider, subject });
  });

  it.each<[string, GcpFederatedOptions['federated'], string]>([
    ['of another issuer', { issuer: 'https://other.example' }, 'another issuer'],
    ['for another audience', { audiences: ['https://other.example'] }, 'another audience'],
    ['that is disabled', { isDisabled: true }, 'disabled or deleted'],
    ['whose condition asks for another subject', { condition: 'offload:somebody:else' }, 'attribute condition'],
  ])('is refused by a provider %s', async (_what, federated, said) => {
    const ctx = world.tenant();
    const failure = await refused(world, ctx, (await world.gcpFederated(ctx, { federated })).input);

    expect(failure.code).toBe('FEDERATION_MISMATCH');
    expect(failure.message).toContain(said);
    expect(failure.remedy).toContain('onboarding kit');
  });

  it.each<[string, (world: CredentialsWorld, email: string) => Promise<unknown>]>([
    ['is not there', (at, email) => at.simulator.gcp.deleteServiceAccount({ email })],
    ['is disabled', (at, email) => at.simulator.gcp.putServiceAccount({ projectId: email.split(/[@.]/)[1]!, name: email.split('@')[0]!, isDisabled: true })],
  ])('is refused where the account %s, which Google does not tell from one that lets nobody in', async (_what, damage) => {
    const ctx = world.tenant();
    const { input, email } = await world.gcpFederated(ctx);
    await damage(world, email);

    const failure = await refused(world, ctx, input);

    expect([failure.code, failure.possibleCauses]).toEqual(['FEDERATION_MISMATCH', ['FEDERATION_MISMATCH', 'DISABLED_CREDENTIALS', 'INVALID_CREDENTIALS']]);
    expect(failure.message).toContain(email);
  });

  it('names the API that acting as an account takes, when it is off', async () => {
    const ctx = world.tenant();
    const { input, projectId } = await world.gcpFederated(ctx);
    await world.simulator.gcp.setApi({ projectId, service: 'iamcredentials.googleapis.com', enabled: false });

    const failure = await refused(world, ctx, input);

    expect([failure.code, failure.remedy]).toEqual(['API_NOT_ENABLED', expect.stringContaining(`gcloud services enable iamcredentials.googleapis.com --project=${projectId}`)]);
  });

  it.each<[string, GcpFederatedOptions['federated'], boolean]>([
    ['a binding for everybody of the pool and no condition', { subject: null, condition: null }, false],
    ['a binding for everybody of the pool, behind a condition', { subject: null }, true],
    ['no condition, behind a binding for one subject', { condition: null }, true],
  ])('proves that nobody else may act as the account, by an attempt: %s', async (_what, federated, isSafe) => {
    const ctx = world.tenant();
    const prepared = await world.gcpFederated(ctx);
    const condition = federated?.condition === undefined ? prepared.subject : federated.condition;
    await world.simulator.gcp.federate({ email: prepared.email, issuer: world.gcp.issuer!.url, subject: prepared.subject, ...federated, condition });

    if (isSafe) return void (await sealed(ctx, prepared.input));
    const failure = await refused(world, ctx, prepared.input);
    expect([failure.code, failure.test.steps.find(({ outcome }) => outcome === 'FAILED')?.name]).toEqual(['FEDERATION_MISMATCH', 'subject']);
    expect(failure.message).toContain('another customer');
  });

  it('blames our own identity when Google cannot read its documents, or there is no issuer', async () => {
    const ctx = world.tenant();
    await world.published(false);
    expect((await refused(world, ctx, (await world.gcpFederated(ctx)).input)).code).toBe('PLATFORM_IDENTITY_BROKEN');

    const without = world.tenantWith({ gcp: { issuer: null } });
    const { input } = await world.gcpFederated(without);
    await world.simulator.clearRecorded();
    expect((await refused(world, without, input)).code).toBe('PLATFORM_IDENTITY_BROKEN');
    expect(await world.simulator.recorded()).toEqual([]);
  });

  it('is refused when the documents of the issuer hold another key', async () => {
    const issuer = await openOidcIssuer(world.gcp.issuer!.url, createMemorySecretStore(), () => new Date());
    const ctx = world.tenantWith({ gcp: { issuer } });
    expect((await refused(world, ctx, (await world.gcpFederated(ctx)).input)).code).toBe('FEDERATION_MISMATCH');
  });

  it('tries again what was created a moment ago', async () => {
    const ctx = world.tenantWith({ gcp: { propagationWaitsMs: [1, 1, 200, 400, 800, 1600] } });
    const { input, email, subject } = await world.gcpFederated(ctx, { federated: { isBound: false } });
    const answer = verifyAndSeal(ctx, input);
    await eventually(async () => ((await world.simulator.recorded({ principalPrefix: 'gcp:principal:' }))[0]?.count ?? 0) >= 2);
    await world.simulator.gcp.federate({ email, issuer: world.gcp.issuer!.url, subject });

    expect(await answer).toMatchObject({ outcome: 'SEALED' });
  });

  it.each([
    ['an account that is none', { serviceAccount: 'somebody@example.com' }, 'workloadIdentity.serviceAccount', 'MALFORMED_SERVICE_ACCOUNT'],
    ['an account with a line break', { serviceAccount: 'a@b-project.iam.gserviceaccount.com\nx' }, 'workloadIdentity.serviceAccount', 'MALFORMED_SERVICE_ACCOUNT'],
    ['a provider by its project’s id', { provider: 'projects/acme-production/locations/global/workloadIdentityPools/pool/providers/offload' }, 'workloadIdentity.provider', 'MALFORMED_PROVIDER'],
    ['a provider that is an address', { provider: 'https://evil.example/projects/1' }, 'workloadIdentity.provider', 'MALFORMED_PROVIDER'],
  ])('is refused for %s before anybody is asked', async (_what, over, field, code) => {
    const ctx = world.tenant();
    const { input } = await world.gcpFederated(ctx);
    await world.simulator.clearRecorded();
    const answer = await verifyAndSeal(ctx, { ...input, material: { ...input.material, ...over } as VerifyAndSeal['material'] });

    expect(answer).toMatchObject({ outcome: 'INVALID', error: { code, field } });
    expect(JSON.stringify(answer)).not.toContain(Object.values(over)[0]!.trim());
    expect(await world.simulator.recorded()).toEqual([]);
  });

  it('takes the name of a provider as the console and gcloud write it, and an account of another project', async () => {
    const ctx = world.tenant();
    const other = await world.simulator.gcp.createProject({ size: 0 });
    const { input, provider, projectId } = await world.gcpFederated(ctx, { keyProjectId: other.projectId });
    const material = { ...input.material, provider: `//iam.googleapis.com/${provider}` } as VerifyAndSeal['material'];

    const { test } = await sealed(ctx, { ...input, material });

    expect(test.notices).toEqual([expect.stringContaining(`lives in the project ${other.projectId} and reads ${projectId}`)]);
  });

  describe('keeps tenants apart: knowing the names of another’s account is not enough', () => {
    const takenWith = (subject: string, input: VerifyAndSeal): VerifyAndSeal =>
      ({ ...input, cloudAccountId: newId(), material: { ...input.material, subject } }) as VerifyAndSeal;

    it('with a subject of one’s own, which that account does not trust', async () => {
      const victim = await world.gcpFederated(world.tenant());
      const thief = world.tenant();
      expect((await refused(world, thief, takenWith(`offload:${thief.tenantId}:${newId()}`, victim.input))).code).toBe('FEDERATION_MISMATCH');
    });

    it('with the subject of the other, for which the platform does not vouch', async () => {
      const victim = await world.gcpFederated(world.tenant());
      const thief = world.tenant();
      await world.simulator.clearRecorded();
      for (const subject of [victim.subject, `offload:${thief.tenantId}`, `x${victim.subject}`]) {
        expect(await verifyAndSeal(thief, takenWith(subject, victim.input))).toMatchObject({
          outcome: 'INVALID',
          error: { code: 'UNKNOWN_ONBOARDING_KIT', field: 'workloadIdentity.onboardingKitId' },
        });
      }
      expect(await world.simulator.recorded()).toEqual([]);
    });
  });

  describe('the lease', () => {
    const leaseFor = (ctx: Context, cloudAccountId: string, actions: string[]) =>
      leaseCredential(ctx, { cloudAccountId, scanId: newId(), jobId: newId(), region: 'global', signingNames: [], actions }, world.simulator.endpoint);

    it('is a token of the service account, read-only by its scope where that can be', async () => {
      const ctx = world.tenant();
      const { input, projectId } = await world.gcpFederated(ctx);
      await sealed(ctx, input);

      const answer = await leaseFor(ctx, input.cloudAccountId, ['resourcemanager.projects.get']);

      if (answer.outcome !== 'LEASED' || answer.lease.kind !== 'GCP_TOKEN') throw new Error(`expected a token, got ${JSON.stringify(answer)}`);
      const project = await fetch(`${world.simulator.endpoint}/v3/projects/${projectId}`, {
        headers: { 'x-simulator-host': 'cloudresourcemanager.googleapis.com', authorization: `Bearer ${answer.lease.accessToken}` },
      });
      expect([project.status, await project.json()]).toEqual([200, expect.objectContaining({ projectId })]);
      expect(Date.parse(answer.lease.expiresAt) - Date.now()).toBeLessThanOrEqual(3_600_000);
    });

    it('is lost when the account lets the subject act no more, and not when only our documents cannot be read', async () => {
      const ctx = world.tenant();
      const { input, email, subject } = await world.gcpFederated(ctx);
      await sealed(ctx, input);

      await world.published(false);
      expect(await leaseFor(ctx, input.cloudAccountId, ['container.clusters.list'])).toMatchObject({ outcome: 'REFUSED', reason: 'UNREACHABLE' });
      await world.published(true);
      await world.simulator.gcp.federate({ email, issuer: world.gcp.issuer!.url, subject, isBound: false });
      expect(await leaseFor(ctx, input.cloudAccountId, ['container.clusters.list'])).toMatchObject({ outcome: 'REFUSED', reason: 'ACCESS_LOST' });
    });
  });
});
