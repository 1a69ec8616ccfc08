import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import { newId, type AwsLease } from '@offload/contracts';
import type { AwsCaller } from '../aws/aws-connector.ts';
import { createContext, type Context } from '../context.ts';
import { destroyCredential } from '../credential/destroy-credential.ts';
import { verifyAndSeal } from '../credential/verify-and-seal.ts';
import { credentialsWorld, type CredentialsWorld } from '../testing/credentials-world.ts';
import { leaseCredential, type LeaseInput } from './lease-credential.ts';
import { endAccess } from './end-access.ts';
import { forgetLeases } from './forget-ended-access.ts';

describe('leasing', () => {
  let world: CredentialsWorld;
  beforeAll(async () => {
    world = await credentialsWorld();
  });
  afterEach(() => world.simulator.faults.clear());
  afterAll(() => world.close());

  async function connected() {
    const ctx = world.tenant();
    const onboarded = await world.onboarded();
    await verifyAndSeal(ctx, onboarded.input);
    return { ctx, ...onboarded, cloudAccountId: onboarded.input.cloudAccountId };
  }

  const job = (cloudAccountId: string, changes: Partial<LeaseInput> = {}): LeaseInput => ({
    cloudAccountId,
    scanId: newId(),
    jobId: newId(),
    region: 'us-east-1',
    signingNames: ['iam'],
    actions: ['iam:ListUsers'],
    ...changes,
  });

  async function leased(ctx: Context, input: LeaseInput): Promise<AwsLease> {
    const answer = await leaseCredential(ctx, input, world.simulator.endpoint);
    if (answer.outcome !== 'LEASED') throw new Error(`expected a lease, got ${JSON.stringify(answer)}`);
    expect(answer.endpointOverride).toBe(world.simulator.endpoint);
    if (answer.lease.kind !== 'AWS_SESSION' && answer.lease.kind !== 'AWS_SIGNING_KEYS') throw new Error('expected a lease for AWS');
    return answer.lease;
  }

  function callerOf(lease: AwsLease): AwsCaller {
    if (lease.kind !== 'AWS_SESSION') throw new Error('expected a session');
    return world.aws.connector.as(lease, 'us-east-1');
  }

  describe('a role', () => {
    it('gives a session that may do what the job declares and nothing else, and names the scan', async () => {
      const { ctx, cloudAccountId, accountId } = await connected();
      const input = job(cloudAccountId, { actions: ['iam:ListUsers'] });

      const caller = callerOf(await leased(ctx, input));

      await expect(caller.call('iam', 'ListUsers', {})).resolves.toBeDefined();
      await expect(caller.call('iam', 'ListRoles', {})).rejects.toMatchObject({ kind: 'DENIED' });
      await expect(caller.call('ec2', 'DescribeInstances', {})).rejects.toMatchObject({ kind: 'DENIED' });
      const { Arn } = await caller.call<{ Arn: string }>('sts', 'GetCallerIdentity', {});
      expect(Arn).toBe(`arn:aws:sts::${accountId}:assumed-role/OffloadSecurityScanner/offload-${input.scanId}`);
    });

    it('gives the jobs of a scan that declare the same actions one session, and others their own', async () => {
      const { ctx, cloudAccountId } = await connected();
      const scanId = newId();

      const [one, same] = await Promise.all([leased(ctx, job(cloudAccountId, { scanId })), leased(ctx, job(cloudAccountId, { scanId }))]);
      const otherActions = await leased(ctx, job(cloudAccountId, { scanId, actions: ['iam:ListRoles'] }));
      const otherScan = await leased(ctx, job(cloudAccountId));

      expect(one).toEqual(same);
      expect(otherActions.accessKeyId).not.toBe(one.accessKeyId);
      expect(otherScan.accessKeyId).not.toBe(one.accessKeyId);
    });

    it('says that access is lost, throttled or out of reach', async () => {
      const { ctx, cloudAccountId, accountId } = await connected();
      const refused = async () => leaseCredential(ctx, job(cloudAccountId), null);

      await world.simulator.faults.set([{ match: { action: 'sts:AssumeRole' }, effect: 'throttle' }]);
      expect(await refused()).toMatchObject({ outcome: 'REFUSED', reason: 'THROTTLED' });
      await world.simulator.faults.set([{ match: { action: 'sts:AssumeRole' }, effect: 'drop' }]);
      expect(await refused()).toMatchObject({ outcome: 'REFUSED', reason: 'UNREACHABLE' });
      await world.simulator.faults.clear();
      await world.simulator.deleteRole({ accountId, roleName: 'OffloadSecurityScanner' });
      expect(await refused()).toMatchObject({ outcome: 'REFUSED', reason: 'ACCESS_LOST' });
    });
  });

  describe('access keys', () => {
    const secretAccessKey = 'Canary0b77SecretAccessKeyXXXXXXXXXXXXXXX';

    async function byKeys() {
      const ctx = world.tenant();
      const { accountId } = await world.simulator.createAccount();
      const { accessKeys } = await world.simulator.putUser({
        accountId,
        userName: 'scanner',
        managedPolicyArns: ['arn:aws:iam::aws:policy/SecurityAudit'],
        accessKeys: [{ secretAccessKey }],
      });
      const input = { ...(await world.keys(ctx, accessKeys[0]!)), acceptPartialAccess: true };
      expect(await verifyAndSeal(ctx, input)).toMatchObject({ outcome: 'SEALED' });
      return { ctx, cloudAccountId: input.cloudAccountId, accessKeyId: accessKeys[0]!.accessKeyId };
    }

    it('gives keys that sign for the region and services of the job today, and never the secret', async () => {
      const { ctx, cloudAccountId, accessKeyId } = await byKeys();

      const lease = await leased(ctx, job(cloudAccountId, { region: 'eu-west-1', signingNames: ['ec2', 'kms'] }));

      if (lease.kind !== 'AWS_SIGNING_KEYS') throw new Error('expected signing keys');
      expect(lease).toMatchObject({ accessKeyId, sessionToken: null });
      expect(new Set(lease.keys.map(({ region, service }) => `${region} ${service}`))).toEqual(new Set(['eu-west-1 ec2', 'eu-west-1 kms']));
      const today = new Date().toISOString().slice(0, 10).replaceAll('-', '');
      expect(lease.keys.map(({ date }) => date)).toContain(today);
      const printed = JSON.stringify(lease);
      expect(printed).not.toContain(secretAccessKey);
      expect(printed).not.toContain(Buffer.from(secretAccessKey).toString('base64').slice(0, 40));
      expect(world.logged()).not.toContain(secretAccessKey);
    });
  });

  it('is refused for an unknown account, for another tenant’s, and alike', async () => {
    const { cloudAccountId } = await connected();
    const stranger = world.tenant();

    const foreign = await leaseCredential(stranger, job(cloudAccountId), null);
    const unknown = await leaseCredential(stranger, job(newId()), null);

    expect(foreign).toMatchObject({ outcome: 'REFUSED', reason: 'NOT_CONNECTED' });
    expect(unknown).toEqual(foreign);
  });

  it('is refused from the moment that access ended, also for a session that is still in memory, and the answer says until when leases read', async () => {
    const { ctx, cloudAccountId } = await connected();
    const input = job(cloudAccountId);
    const { expiresAt } = await leased(ctx, input);
    expect(await endAccess(world.tenant(), cloudAccountId)).toEqual({ until: null });
    expect(await leaseCredential(ctx, input, null)).toMatchObject({ outcome: 'LEASED' });

    const { until } = await endAccess(ctx, cloudAccountId);

    expect(Date.parse(until!)).toBe(Date.parse(expiresAt));
    await world.simulator.clearRecorded();
    expect(await leaseCredential(ctx, input, null)).toMatchObject({ outcome: 'REFUSED', reason: 'NOT_CONNECTED' });
    expect(await world.simulator.recorded()).toEqual([]);
    // Again answers as once, until nothing reads any more; the secret waits for the event.
    expect(await endAccess(ctx, cloudAccountId)).toEqual({ until });
    world.setTime(new Date(Date.now() + 2 * 3_600_000));
    expect(await endAccess(ctx, cloudAccountId)).toEqual({ until: null });
    world.setTime(null);
    expect(world.secrets.count(ctx.tenantId)).toBe(1);
    await destroyCredential(ctx, cloudAccountId);
    expect(world.secrets.count(ctx.tenantId)).toBe(0);
  });

  it('lets go of what it keeps in memory when it hears that access has ended, and of nothing else', async () => {
    const [one, other] = [await connected(), await connected()];
    const assumptions = async (): Promise<number> =>
      (await world.simulator.recorded()).filter(({ operation }) => operation === 'sts:AssumeRole').reduce((sum, { count }) => sum + count, 0);
    const [first, second] = [job(one.cloudAccountId), job(other.cloudAccountId)];
    await leased(one.ctx, first);
    await leased(other.ctx, second);
    await world.simulator.clearRecorded();

    forgetLeases(world.platform.providers, one.cloudAccountId);

    await leased(other.ctx, second);
    expect(await assumptions()).toBe(0);
    await leased(one.ctx, first);
    expect(await assumptions()).toBe(1);
  });

  it('is refused when the credential is destroyed while the session is made', async () => {
    const { ctx, cloudAccountId } = await connected();
    const racing = createContext(
      {
        ...world.platform,
        secrets: {
          ...world.secrets,
          async get(path, version) {
            const secret = await world.secrets.get(path, version);
            await destroyCredential(ctx, cloudAccountId);
            return secret;
          },
        },
      },
      ctx.tenantId,
    );

    expect(await leaseCredential(racing, job(cloudAccountId), null)).toMatchObject({ outcome: 'REFUSED', reason: 'NOT_CONNECTED' });
  });

  it('is refused by a platform that serves other clouds', async () => {
    const { ctx, cloudAccountId } = await connected();
    await world.simulator.clearRecorded();
    const real = createContext({ ...world.platform, simulated: false }, ctx.tenantId);

    expect(await leaseCredential(real, job(cloudAccountId), null)).toMatchObject({ outcome: 'REFUSED', reason: 'UNREACHABLE' });
    expect(await world.simulator.recorded()).toEqual([]);
  });
});
