import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { newId } from '@offload/contracts';
import { eventually } from '@offload/testkit';
import type { Context } from '../../context.ts';
import { verifyAndSeal, type VerifyAndSeal } from '../../credential/verify-and-seal.ts';
import { leaseCredential } from '../../lease/lease-credential.ts';
import { openOidcIssuer } from '../../oidc-issuer/open-oidc-issuer.ts';
import { createMemorySecretStore } from '../../secret-store/testing/memory-secret-store.ts';
import { refused, sealed } from '../../testing/connecting.ts';
import { credentialsWorld, type CredentialsWorld } from '../../testing/credentials-world.ts';

describe('connecting an AWS account by web identity', () => {
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

  const issuerUrl = (): string => world.aws.issuer!.url;

  it('passes without any secret, also on a platform without an AWS identity: what is sealed is names alone', async () => {
    const ctx = world.tenantWith({ aws: { platform: () => Promise.reject(new Error('the platform has no AWS identity')) } });
    const { input, roleArn, subject, accountId } = await world.awsFederated(ctx);

    const { providerAccountId, test } = await sealed(ctx, input);

    expect([providerAccountId, test.identity]).toEqual([accountId, expect.stringContaining(`:${accountId}:assumed-role/OffloadSecurityScanner/`)]);
    const stored = await world.secrets.get({ tenantId: ctx.tenantId, cloudAccountId: input.cloudAccountId }, 1);
    expect(JSON.parse(stored!.reveal())).toEqual({ kind: 'AWS_WEB_IDENTITY', roleArn, subject });
  });

  it('proves that the role refuses another subject of the same issuer: one call lets in, one is denied', async () => {
    const ctx = world.tenant();
    const { input, subject } = await world.awsFederated(ctx);

    await sealed(ctx, input);

    const calls = (await world.simulator.recorded()).filter(({ operation }) => operation === 'sts:AssumeRoleWithWebIdentity');
    expect(calls.map(({ principal, outcome, count }) => [principal === `web-identity:${subject}`, outcome, count]).toSorted()).toEqual([
      [false, 'denied', 1],
      [true, 'ok', 1],
    ]);
  });

  it.each([
    ['any subject', null],
    ['a pattern of subjects', 'offload:*'],
  ])('is refused for a role that lets in %s', async (_what, wanted) => {
    const ctx = world.tenant();
    const { input, accountId, subject } = await world.awsFederated(ctx, { federated: { subject: null } });
    if (wanted !== null) {
      const name = issuerUrl().replace('https://', '');
      await world.simulator.putRole({
        accountId,
        roleName: 'OffloadSecurityScanner',
        managedPolicyArns: ['arn:aws:iam::aws:policy/SecurityAudit'],
        trustPolicy: {
          Version: '2012-10-17',
          Statement: [
            {
              Effect: 'Allow',
              Principal: { Federated: `arn:aws:iam::${accountId}:oidc-provider/${name}` },
              Action: 'sts:AssumeRoleWithWebIdentity',
              Condition: { StringLike: { [`${name}:sub`]: wanted } },
            },
          ],
        },
      });
    }

    const failure = await refused(world, ctx, input);

    expect(failure.code).toBe('FEDERATION_MISMATCH');
    expect(failure.message).toContain('another customer');
    expect(JSON.stringify(failure)).not.toContain(subject);
  });

  it.each([
    ['has no identity provider for the issuer', [] as string[]],
    ['has one for another audience', ['sts.example.com']],
  ])('is refused where the account %s', async (_what, clientIds) => {
    const ctx = world.tenant();
    const { input, accountId } = await world.awsFederated(ctx);
    await world.simulator.putOidcProvider({ accountId, url: issuerUrl(), clientIds });

    expect(await refused(world, ctx, input)).toMatchObject({ code: 'FEDERATION_MISMATCH', remedy: expect.stringContaining('sts.amazonaws.com') });
  });

  it('is refused for a role that trusts another subject, which AWS tells from nothing else', async () => {
    const ctx = world.tenant();
    const { input } = await world.awsFederated(ctx, { federated: { subject: 'offload:somebody:else' } });

    const failure = await refused(world, ctx, input);

    expect([failure.code, failure.possibleCauses]).toEqual(['ROLE_NOT_ASSUMABLE', ['FEDERATION_MISMATCH', 'ROLE_NOT_ASSUMABLE', 'WRONG_ACCOUNT']]);
  });

  it('blames our own identity when AWS cannot read its documents, and a signature that does not fit on the account’s provider', async () => {
    const ctx = world.tenant();
    await world.published(false);
    expect((await refused(world, ctx, (await world.awsFederated(ctx)).input)).code).toBe('PLATFORM_IDENTITY_BROKEN');

    await world.published(true);
    const issuer = await openOidcIssuer(issuerUrl(), createMemorySecretStore(), () => new Date());
    const other = world.tenantWith({ aws: { issuer } });
    expect((await refused(world, other, (await world.awsFederated(other)).input)).code).toBe('FEDERATION_MISMATCH');
  });

  it('tries again what was created a moment ago', async () => {
    const ctx = world.tenantWith({ aws: { propagationWaitsMs: [1, 1, 200, 400, 800, 1600] } });
    const { input, accountId, subject } = await world.awsFederated(ctx);
    await world.simulator.putOidcProvider({ accountId, url: issuerUrl(), clientIds: [] });
    const answer = verifyAndSeal(ctx, input);
    await eventually(async () => ((await world.simulator.recorded({ principalPrefix: `web-identity:${subject}` }))[0]?.count ?? 0) >= 2);
    await world.simulator.putOidcProvider({ accountId, url: issuerUrl(), clientIds: ['sts.amazonaws.com'] });

    expect(await answer).toMatchObject({ outcome: 'SEALED' });
  });

  it.each([
    ['no ARN', 'OffloadSecurityScanner', 'MALFORMED_ARN'],
    ['a user', 'arn:aws:iam::111122223333:user/scanner', 'NOT_A_ROLE_ARN'],
    ['another partition', 'arn:aws-cn:iam::111122223333:role/scanner', 'UNSUPPORTED_PARTITION'],
  ])('is refused for %s before anybody is asked', async (_what, roleArn, code) => {
    const ctx = world.tenant();
    const { input } = await world.awsFederated(ctx);
    const answer = await verifyAndSeal(ctx, { ...input, material: { ...input.material, roleArn } as VerifyAndSeal['material'] });

    expect(answer).toMatchObject({ outcome: 'INVALID', error: { code, field: 'webIdentity.roleArn' } });
    expect(await world.simulator.recorded()).toEqual([]);
  });

  describe('keeps tenants apart: knowing the names of another’s role is not enough', () => {
    it('with a subject of one’s own, which that role does not trust', async () => {
      const victim = await world.awsFederated(world.tenant());
      const thief = world.tenant();
      const subject = `offload:${thief.tenantId}:${newId()}`;

      const taken = { ...victim.input, cloudAccountId: newId(), material: { ...victim.input.material, subject } } as VerifyAndSeal;

      expect((await refused(world, thief, taken)).code).toBe('ROLE_NOT_ASSUMABLE');
    });

    it('with the subject of the other, for which the platform does not vouch', async () => {
      const victim = await world.awsFederated(world.tenant());
      const thief = world.tenant();
      for (const subject of [victim.subject, `offload:${thief.tenantId}`, `x${victim.subject}`]) {
        const taken = { ...victim.input, cloudAccountId: newId(), material: { ...victim.input.material, subject } } as VerifyAndSeal;
        expect(await verifyAndSeal(thief, taken)).toMatchObject({
          outcome: 'INVALID',
          error: { code: 'UNKNOWN_ONBOARDING_KIT', field: 'webIdentity.onboardingKitId' },
        });
      }
      expect(await world.simulator.recorded()).toEqual([]);
    });
  });

  describe('the lease', () => {
    const actions = ['ec2:DescribeInstances'];
    const leaseFor = (ctx: Context, cloudAccountId: string) =>
      leaseCredential(ctx, { cloudAccountId, scanId: newId(), jobId: newId(), region: 'us-east-1', signingNames: ['ec2'], actions }, world.simulator.endpoint);

    it('is a session that its policy narrows to the job, whatever the role may do', async () => {
      const ctx = world.tenant();
      const { input } = await world.awsFederated(ctx, { permissions: 'administrator' });
      await sealed(ctx, input);

      const answer = await leaseFor(ctx, input.cloudAccountId);

      if (answer.outcome !== 'LEASED' || answer.lease.kind !== 'AWS_SESSION') throw new Error(`expected a session, got ${JSON.stringify(answer)}`);
      const caller = world.aws.connector.as(answer.lease, 'us-east-1');
      await caller.call('ec2', 'DescribeInstances', {});
      await expect(caller.call('ec2', 'TerminateInstances', { InstanceIds: ['i-00000000000000000'] })).rejects.toMatchObject({ kind: 'DENIED' });
      expect(JSON.stringify(answer)).not.toContain('offload:');
    });

    it('is lost when the role trusts the subject no more, and not when only our documents cannot be read', async () => {
      const ctx = world.tenant();
      const { input, accountId } = await world.awsFederated(ctx);
      await sealed(ctx, input);

      await world.published(false);
      expect(await leaseFor(ctx, input.cloudAccountId)).toMatchObject({ outcome: 'REFUSED', reason: 'UNREACHABLE' });
      await world.published(true);
      await world.simulator.deleteRole({ accountId, roleName: 'OffloadSecurityScanner' });
      expect(await leaseFor(ctx, input.cloudAccountId)).toMatchObject({ outcome: 'REFUSED', reason: 'ACCESS_LOST' });
    });
  });
});
