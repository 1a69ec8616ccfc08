import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import { newId } from '@offload/contracts';
import { createContext, type Context } from '../context.ts';
import { destroyCredential } from '../credential/destroy-credential.ts';
import { testConnection } from '../credential/test-connection.ts';
import { verifyAndSeal, type VerifyAndSeal } from '../credential/verify-and-seal.ts';
import { leaseCredential } from '../lease/lease-credential.ts';
import { credentialsWorld, type CredentialsWorld } from '../testing/credentials-world.ts';
import { sealSuccessor } from './seal-successor.ts';
import { sweepRotations } from './sweep-rotations.ts';
import { switchCredential } from './switch-credential.ts';
import { tellAges } from './tell-ages.ts';

describe('rotating a credential', () => {
  let world: CredentialsWorld;
  beforeAll(async () => {
    world = await credentialsWorld();
  });
  afterEach(() => world.setTime(null));
  afterAll(() => world.close());

  const securityAudit = ['arn:aws:iam::aws:policy/SecurityAudit'];
  const day = 24 * 60 * 60 * 1000;

  /** A user of a simulated account with as many keys as dates are given, allowed to read everything. */
  async function userWith(...createdAt: Date[]) {
    const { accountId } = await world.simulator.createAccount({ size: 0 });
    const { accessKeys } = await world.simulator.putUser({
      accountId,
      userName: 'offload',
      managedPolicyArns: securityAudit,
      inlinePolicies: { all: { Version: '2012-10-17', Statement: [{ Effect: 'Allow', Action: '*', Resource: '*' }] } },
      accessKeys: createdAt.map((date) => ({ active: true, createdAt: date })),
    });
    return { accountId, keys: accessKeys };
  }

  /** An account that is connected with the first key of a user who has another. */
  async function connectedByKey(ctx: Context = world.tenant(), dates: [Date, Date] = [new Date(), new Date()]) {
    const { accountId, keys } = await userWith(...dates);
    const input = await world.keys(ctx, keys[0]!);
    expect(await verifyAndSeal(ctx, input)).toMatchObject({ outcome: 'SEALED' });
    await ctx.transact(async ({ credentials }) => credentials.activate((await credentials.lock(input.cloudAccountId))!.id));
    const { material } = await world.keys(ctx, keys[1]!);
    return { ctx, accountId, keys, material, cloudAccountId: input.cloudAccountId };
  }

  const seal = (ctx: Context, cloudAccountId: string, material: VerifyAndSeal['material'], rotationId = newId()) =>
    sealSuccessor(ctx, { cloudAccountId, rotationId, simulated: true, material });
  const credentialOf = (ctx: Context, cloudAccountId: string) => ctx.read(({ credentials }) => credentials.ofCloudAccount(cloudAccountId));
  const versionsOf = async (ctx: Context, cloudAccountId: string) => {
    const held = await Promise.all([1, 2, 3, 4, 5].map((version) => world.secrets.get({ tenantId: ctx.tenantId, cloudAccountId }, version)));
    return held.flatMap((secret, index) => (secret ? [index + 1] : []));
  };
  const lease = (ctx: Context, cloudAccountId: string) =>
    leaseCredential(
      ctx,
      { cloudAccountId, scanId: newId(), jobId: newId(), region: 'eu-west-1', signingNames: ['ec2'], actions: ['ec2:DescribeVpcs'] },
      null,
    );
  const keyInUse = async (ctx: Context, cloudAccountId: string) => {
    const leased = await lease(ctx, cloudAccountId);
    return leased.outcome === 'LEASED' && leased.lease.kind === 'AWS_SIGNING_KEYS' ? leased.lease.accessKeyId : leased;
  };
  const toldOf = async (ctx: Context, noun: string) =>
    (await world.told(ctx.tenantId)).filter(({ type }) => type.includes(noun)).map(({ type, data }) => [type.split('.').at(-2), data]);
  const later = (ms: number) => world.setTime(new Date(Date.now() + ms));

  it('takes the new one into use with one commit, and keeps the old one until its leases have ended', async () => {
    const { ctx, keys, material, cloudAccountId } = await connectedByKey();
    const before = (await credentialOf(ctx, cloudAccountId))!;
    expect(await keyInUse(ctx, cloudAccountId)).toBe(keys[0]!.accessKeyId);
    const leasedUntil = (await credentialOf(ctx, cloudAccountId))!.leaseExpiresAt!;

    const rotationId = newId();
    expect(await seal(ctx, cloudAccountId, material, rotationId)).toEqual({ outcome: 'SEALED' });
    expect(await keyInUse(ctx, cloudAccountId)).toBe(keys[0]!.accessKeyId);
    const switched = await switchCredential(ctx, { cloudAccountId, rotationId });

    expect(switched).toMatchObject({ outcome: 'SWITCHED', previousUsedUntil: leasedUntil.toISOString(), test: { ok: true } });
    const after = (await credentialOf(ctx, cloudAccountId))!;
    expect(after).toMatchObject({ id: before.id, secretVersion: 2, state: 'ACTIVE' });
    expect(after.fingerprint).not.toBe(before.fingerprint);
    expect(await keyInUse(ctx, cloudAccountId)).toBe(keys[1]!.accessKeyId);
    expect(await versionsOf(ctx, cloudAccountId)).toEqual([1, 2]);
    expect(await toldOf(ctx, '.credential.')).toEqual([
      ['rotated', { credentialId: before.id, cloudAccountId, kind: 'AWS_ACCESS_KEYS' }],
    ]);

    await sweepRotations(world.platform, { staleAfterMs: 0 });
    expect(await versionsOf(ctx, cloudAccountId)).toEqual([1, 2]);
    world.setTime(new Date(leasedUntil.getTime() + 1));
    await sweepRotations(world.platform, { staleAfterMs: 0 });
    expect(await versionsOf(ctx, cloudAccountId)).toEqual([2]);
    expect(await switchCredential(ctx, { cloudAccountId, rotationId })).toMatchObject({ outcome: 'SWITCHED' });
  });

  it('may replace access keys by a role of the same account', async () => {
    const { ctx, accountId, cloudAccountId } = await connectedByKey();
    const externalId = `external-id-${newId()}`;
    const { roleArn } = await world.simulator.applyOnboarding({ accountId, principalArn: world.simulator.platform.principalArn, externalId });
    const rotationId = newId();

    expect(await seal(ctx, cloudAccountId, { kind: 'AWS_ROLE', roleArn, externalId, issuedExternalIds: [] }, rotationId)).toEqual({ outcome: 'SEALED' });
    await switchCredential(ctx, { cloudAccountId, rotationId });

    expect(await lease(ctx, cloudAccountId)).toMatchObject({ outcome: 'LEASED', lease: { kind: 'AWS_SESSION' } });
    expect(await testConnection(ctx, cloudAccountId)).toMatchObject({ ok: true });
  });

  it('refuses what does not pass the test, is of another account, is the one in use, or of other clouds: and stores nothing', async () => {
    const { ctx, keys, material, cloudAccountId } = await connectedByKey();
    const other = await connectedByKey();
    const stranger = await world.keys(ctx, other.keys[0]!);
    const wrong = await world.keys(ctx, { ...keys[1]!, secretAccessKey: 'x'.repeat(40) });
    const same = await world.keys(ctx, keys[0]!);

    expect(await seal(ctx, cloudAccountId, wrong.material)).toMatchObject({ outcome: 'REFUSED', failure: { code: 'INVALID_CREDENTIALS' } });
    expect(await seal(ctx, cloudAccountId, stranger.material)).toMatchObject({ outcome: 'REFUSED', failure: { code: 'WRONG_ACCOUNT' } });
    expect(await seal(ctx, cloudAccountId, same.material)).toMatchObject({ outcome: 'INVALID', error: { code: 'SAME_CREDENTIAL' } });
    expect(await sealSuccessor(ctx, { cloudAccountId, rotationId: newId(), simulated: false, material })).toMatchObject({
      outcome: 'INVALID',
      error: { code: 'OTHER_CLOUDS' },
    });

    expect(await versionsOf(ctx, cloudAccountId)).toEqual([1]);
    expect(await ctx.transact(({ successors }) => successors.lock(cloudAccountId))).toBeNull();
    expect(await keyInUse(ctx, cloudAccountId)).toBe(keys[0]!.accessKeyId);
  });

  it("does not know another tenant's account", async () => {
    const { ctx, material, cloudAccountId } = await connectedByKey();
    const rotationId = newId();
    await seal(ctx, cloudAccountId, material, rotationId);
    const stranger = world.tenant();
    const theirs = await world.keys(stranger, { accessKeyId: 'AKIAAAAAAAAAAAAAAAAA', secretAccessKey: 'y'.repeat(40) });

    expect(await seal(stranger, cloudAccountId, theirs.material)).toEqual({ outcome: 'NOT_CONNECTED' });
    expect(await switchCredential(stranger, { cloudAccountId, rotationId })).toEqual({ outcome: 'GONE' });
    expect(await versionsOf(ctx, cloudAccountId)).toEqual([1, 2]);
  });

  it('lets the later of two rotations at once win, and leaves nothing of the other', async () => {
    const { ctx, material, cloudAccountId } = await connectedByKey();
    const [first, second] = [newId(), newId()];
    expect(await seal(ctx, cloudAccountId, material, first)).toEqual({ outcome: 'SEALED' });
    expect(await seal(ctx, cloudAccountId, material, second)).toEqual({ outcome: 'SEALED' });

    expect(await switchCredential(ctx, { cloudAccountId, rotationId: first })).toEqual({ outcome: 'GONE' });
    expect(await switchCredential(ctx, { cloudAccountId, rotationId: second })).toMatchObject({ outcome: 'SWITCHED' });

    expect((await credentialOf(ctx, cloudAccountId))!.secretVersion).toBe(3);
    expect(await versionsOf(ctx, cloudAccountId)).toEqual([1, 3]);
  });

  it('leaves one version in use and nothing else, however many rotate at once', async () => {
    const { ctx, material, cloudAccountId } = await connectedByKey();
    const rotate = async () => {
      const rotationId = newId();
      const sealed = await seal(ctx, cloudAccountId, material, rotationId);
      return sealed.outcome === 'SEALED' ? (await switchCredential(ctx, { cloudAccountId, rotationId })).outcome : sealed.outcome;
    };

    const outcomes = await Promise.all(Array.from({ length: 6 }, rotate));

    expect(outcomes).toContain('SWITCHED');
    later(2 * day);
    await sweepRotations(world.platform, { staleAfterMs: 0 });
    await sweepRotations(world.platform, { staleAfterMs: 0 });
    const inUse = (await credentialOf(ctx, cloudAccountId))!.secretVersion!;
    expect(world.secrets.count(ctx.tenantId)).toBe(1);
    expect(await world.secrets.get({ tenantId: ctx.tenantId, cloudAccountId }, inUse)).not.toBeNull();
  });

  it('leaves nothing of a successor whose account is disconnected before it is switched to', async () => {
    const { ctx, material, cloudAccountId } = await connectedByKey();
    const rotationId = newId();
    const slow = createContext(
      {
        ...world.platform,
        faultPoint: async (name) => {
          if (name === 'after-successor-put') await destroyCredential(ctx, cloudAccountId);
        },
      },
      ctx.tenantId,
    );

    expect(await seal(slow, cloudAccountId, material, rotationId)).toEqual({ outcome: 'NOT_CONNECTED' });
    expect(await switchCredential(ctx, { cloudAccountId, rotationId })).toEqual({ outcome: 'GONE' });
    expect(world.secrets.count(ctx.tenantId)).toBe(0);
    expect(await ctx.transact(({ successors }) => successors.lock(cloudAccountId))).toBeNull();
  });

  it.each(['after-successor-row', 'after-successor-put', 'after-successor-sealed', 'after-switch'] as const)(
    'that ends %s leaves the old or the new one, and after the sweep nothing else',
    async (place) => {
      const { ctx, keys, material, cloudAccountId } = await connectedByKey();
      const rotationId = newId();
      const doomed = createContext(
        {
          ...world.platform,
          faultPoint: (name) => {
            if (name === place) throw new Error(`ended at ${name}`);
          },
        },
        ctx.tenantId,
      );

      const rotating = async () => {
        await seal(doomed, cloudAccountId, material, rotationId);
        await switchCredential(doomed, { cloudAccountId, rotationId });
      };
      await expect(rotating()).rejects.toThrow(`ended at ${place}`);

      const inUse = place === 'after-switch' ? 2 : 1;
      expect((await credentialOf(ctx, cloudAccountId))!.secretVersion).toBe(inUse);
      expect(await testConnection(ctx, cloudAccountId)).toMatchObject({ ok: true });
      later(2 * day);
      await sweepRotations(world.platform, { staleAfterMs: 0 });
      expect(await versionsOf(ctx, cloudAccountId)).toEqual([inUse]);

      world.setTime(null);
      const next = newId();
      const again = await world.keys(ctx, keys[inUse === 1 ? 1 : 0]!);
      expect(await seal(ctx, cloudAccountId, again.material, next)).toEqual({ outcome: 'SEALED' });
      expect(await switchCredential(ctx, { cloudAccountId, rotationId: next })).toMatchObject({ outcome: 'SWITCHED' });
    },
  );

  it('counts the age from when AWS made the key, tells when it comes of age, and that it is young again', async () => {
    const ago = (days: number) => new Date(Date.now() - days * day);
    const made = ago(70);
    const { ctx, material, cloudAccountId } = await connectedByKey(undefined, [made, ago(1)]);
    const { id, issuedAt } = (await credentialOf(ctx, cloudAccountId))!;
    expect(issuedAt).toEqual(made);

    await tellAges(world.platform);
    await tellAges(world.platform);
    later(21 * day);
    await tellAges(world.platform);
    world.setTime(null);
    const rotationId = newId();
    await seal(ctx, cloudAccountId, material, rotationId);
    await switchCredential(ctx, { cloudAccountId, rotationId });

    const of = { credentialId: id, cloudAccountId };
    expect(await toldOf(ctx, '.credential.')).toEqual([
      ['aged', { ...of, rotation: 'DUE_SOON', ageDays: 70 }],
      ['aged', { ...of, rotation: 'OVERDUE', ageDays: 91 }],
      ['rotated', { ...of, kind: 'AWS_ACCESS_KEYS' }],
      ['aged', { ...of, rotation: 'FRESH', ageDays: 1 }],
    ]);
  });

  it('counts the age of a Google key from its validAfterTime', async () => {
    const ctx = world.tenant();
    const { projectId, email } = await world.gcpOnboarded(ctx);
    const createdAtMs = Math.floor((Date.now() - 95 * day) / 1000) * 1000;
    const old = await world.simulator.gcp.createKey({ email, createdAtMs });
    const input = await world.gcpKey(ctx, old, { expectedProviderAccountId: projectId });

    expect(await verifyAndSeal(ctx, input)).toMatchObject({ outcome: 'SEALED' });

    expect((await credentialOf(ctx, input.cloudAccountId))!.issuedAt?.getTime()).toBe(createdAtMs);
  });
});
