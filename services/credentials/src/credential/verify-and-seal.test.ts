import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import { findUnprotectedTables } from '@offload/service-kit';
import { tenantId } from '@offload/testkit';
import pg from 'pg';
import { createContext, type Context } from '../context.ts';
import { credentialsWorld, type CredentialsWorld } from '../testing/credentials-world.ts';
import { claimCredential } from './claim-credential.ts';
import { LeftBehindCredentials } from './credential.repository.ts';
import { destroySecret } from './destroy-credential.ts';
import { sweepUnclaimed } from './sweep-unclaimed.ts';
import { verifyAndSeal, type VerifiedAndSealed, type VerifyAndSeal } from './verify-and-seal.ts';

class Crash extends Error {}

describe('verifying and sealing', () => {
  let world: CredentialsWorld;
  beforeAll(async () => {
    world = await credentialsWorld();
  });
  afterEach(() => {
    world.setTime(null);
    world.accounts.answer = () => ({ outcome: 'ABANDONED' });
  });
  afterAll(() => world.close());

  const rowOf = (ctx: Context, cloudAccountId: string) => ctx.read(({ credentials }) => credentials.ofCloudAccount(cloudAccountId));
  const sealedSecret = async (ctx: Context, cloudAccountId: string): Promise<string | undefined> => {
    const row = await rowOf(ctx, cloudAccountId);
    return row?.secretVersion
      ? (await world.secrets.get({ tenantId: ctx.tenantId, cloudAccountId }, row.secretVersion))?.reveal()
      : undefined;
  };
  async function sealed(ctx: Context, input: VerifyAndSeal): Promise<Extract<VerifiedAndSealed, { outcome: 'SEALED' }>> {
    const answer = await verifyAndSeal(ctx, input);
    if (answer.outcome !== 'SEALED') throw new Error(`expected SEALED, got ${JSON.stringify(answer)}`);
    return answer;
  }
  /** The same tenant on a service that dies at a step. */
  const crashing = (ctx: Context, at: string): Context =>
    createContext(
      {
        ...world.platform,
        faultPoint: (name) => {
          if (name === at) throw new Crash(name);
        },
      },
      ctx.tenantId,
    );
  const sweep = (): Promise<number> =>
    sweepUnclaimed(world.platform, new LeftBehindCredentials(world.database.system), { unclaimedAfterMs: 15 * 60_000 });
  const later = (minutes: number): void => world.setTime(new Date(Date.now() + minutes * 60_000));

  it('seals what was good, unclaimed, and keeps the test', async () => {
    const ctx = world.tenant();
    const { input, accountId, roleArn, externalId } = await world.onboarded();

    const answer = await sealed(ctx, input);

    expect(answer).toMatchObject({
      providerAccountId: accountId,
      status: 'CONNECTED',
      test: { ok: true, missingPermissions: [], excessivePermissions: [] },
    });
    expect(answer.test.steps.every(({ outcome }) => outcome === 'PASSED')).toBe(true);
    expect(answer.test.identity).toContain(`:${accountId}:assumed-role/`);
    expect(await rowOf(ctx, input.cloudAccountId)).toMatchObject({
      id: answer.credentialId,
      kind: 'AWS_ROLE',
      state: 'UNCLAIMED',
      secretVersion: 1,
      simulated: true,
    });
    expect(JSON.parse((await sealedSecret(ctx, input.cloudAccountId))!)).toEqual({ kind: 'AWS_ROLE', roleArn, externalId });
  });

  it('answers the same account id as before, and asks AWS no more', async () => {
    const ctx = world.tenant();
    const { input } = await world.onboarded();
    const first = await sealed(ctx, input);
    await world.simulator.clearRecorded();

    expect(await sealed(ctx, input)).toEqual(first);
    expect(await world.simulator.recorded()).toEqual([]);
    expect(world.secrets.count(ctx.tenantId)).toBe(1);
  });

  it('gives two attempts at once one answer', async () => {
    const ctx = world.tenant();
    const { input } = await world.onboarded();

    const [one, other] = await Promise.all([sealed(ctx, input), sealed(ctx, input)]);

    expect(one.credentialId).toBe(other.credentialId);
    expect(await sealedSecret(ctx, input.cloudAccountId)).toBeDefined();
  });

  it('takes under two seconds against the simulator', async () => {
    const { input } = await world.onboarded();
    const start = performance.now();

    await sealed(world.tenant(), input);

    expect(performance.now() - start).toBeLessThan(2_000);
  });

  it('connects with required permissions missing when that is accepted, as degraded, and says what is missing', async () => {
    const ctx = world.tenant();
    const { input } = await world.onboarded({ minusActions: ['rds:DescribeDBInstances'] });

    const answer = await sealed(ctx, { ...input, acceptPartialAccess: true });

    expect(answer.status).toBe('DEGRADED');
    expect(answer.test.missingPermissions.map(({ action }) => action)).toEqual(['rds:DescribeDBInstances']);
    expect(answer.test.steps.find(({ name }) => name === 'permissions')).toMatchObject({ outcome: 'FAILED', code: 'MISSING_PERMISSIONS' });
  });

  it('connects with an optional permission missing, and gives notice', async () => {
    const optional = world.aws.preflight.find(({ required }) => !required)!.action;
    const { input } = await world.onboarded({ minusActions: [optional] });

    const answer = await sealed(world.tenant(), input);

    expect(answer.status).toBe('CONNECTED');
    expect(answer.test.missingPermissions).toMatchObject([{ action: optional, required: false }]);
    expect(answer.test.notices.join()).toContain(optional);
  });

  it('reports a credential that may do more than read', async () => {
    const { input } = await world.onboarded({ permissions: 'administrator' });

    const { test, status } = await sealed(world.tenant(), input);

    expect(status).toBe('CONNECTED');
    expect(test.ok).toBe(true);
    expect(test.excessivePermissions).toEqual(
      expect.arrayContaining(['AdministratorAccess', 'iam:CreateUser', 's3:DeleteBucket', 'kms:ScheduleKeyDeletion']),
    );
    expect(test.steps.find(({ name }) => name === 'excess')).toMatchObject({ outcome: 'FAILED', code: null });
    expect(test.notices.join()).toContain('s3:GetObject');
  });

  it('does not say that nothing is excessive when IAM may not be asked', async () => {
    const { input } = await world.onboarded({ denyActions: ['iam:SimulatePrincipalPolicy'] });

    const { test } = await sealed(world.tenant(), input);

    expect(test.excessivePermissions).toEqual([]);
    expect(test.steps.find(({ name }) => name === 'excess')?.outcome).toBe('UNKNOWN');
  });

  it('connects by access keys, with the advice that a role is better', async () => {
    const ctx = world.tenant();
    const { accountId } = await world.simulator.createAccount();
    const { accessKeys } = await world.simulator.putUser({
      accountId,
      userName: 'scanner',
      managedPolicyArns: ['arn:aws:iam::aws:policy/SecurityAudit'],
    });
    const input = await world.keys(ctx, accessKeys[0]!);

    const answer = await sealed(ctx, { ...input, acceptPartialAccess: true });

    expect(answer.providerAccountId).toBe(accountId);
    expect(answer.test.identity).toBe(`arn:aws:iam::${accountId}:user/scanner`);
    expect(answer.test.notices.join()).toMatch(/role is better.*90 days/);
    expect((await rowOf(ctx, input.cloudAccountId))?.kind).toBe('AWS_ACCESS_KEYS');
  });

  describe('when the process dies between two steps', () => {
    it.each(['after-unclaimed-row', 'after-seal'])('goes on from there when the same account id comes again: %s', async (at) => {
      const ctx = world.tenant();
      const { input } = await world.onboarded();
      await expect(verifyAndSeal(crashing(ctx, at), input)).rejects.toThrow(Crash);

      const answer = await sealed(ctx, input);

      expect(answer.status).toBe('CONNECTED');
      expect(await sealedSecret(ctx, input.cloudAccountId)).toBeDefined();
    });

    it.each(['after-unclaimed-row', 'after-seal'])('leaves nothing once accounts has given the connection up: %s', async (at) => {
      const ctx = world.tenant();
      const { input } = await world.onboarded();
      await expect(verifyAndSeal(crashing(ctx, at), input)).rejects.toThrow(Crash);

      later(16);
      await sweep();

      expect(world.accounts.asked).toContain(input.cloudAccountId);
      expect(world.secrets.count(ctx.tenantId)).toBe(0);
      expect((await rowOf(ctx, input.cloudAccountId))?.state).toBe('DESTROYED');
      await expect(verifyAndSeal(ctx, input)).rejects.toThrow('given up');
    });
  });

  it('is tried again when the store was away as what a crash left was to be destroyed', async () => {
    const ctx = world.tenant();
    const { input } = await world.onboarded();
    await expect(verifyAndSeal(crashing(ctx, 'after-seal'), input)).rejects.toThrow(Crash);
    later(16);
    const away = { ...world.platform, secrets: { ...world.secrets, destroy: () => Promise.reject(new Error('sealed')) } };
    await sweepUnclaimed(away, new LeftBehindCredentials(world.database.system), { unclaimedAfterMs: 15 * 60_000 });
    expect(world.secrets.count(ctx.tenantId)).toBe(1);

    await sweep();

    expect(world.secrets.count(ctx.tenantId)).toBe(0);
  });

  describe('an unclaimed credential', () => {
    it('is claimed when its account is connected, and is not asked about any more', async () => {
      const ctx = world.tenant();
      const { input } = await world.onboarded();
      await sealed(ctx, input);

      await ctx.transact(({ credentials }) => claimCredential(credentials, input.cloudAccountId, ctx.log));
      later(60);
      await sweep();

      expect(world.accounts.asked).not.toContain(input.cloudAccountId);
      expect((await rowOf(ctx, input.cloudAccountId))?.state).toBe('ACTIVE');
    });

    it('is left alone while it is young', async () => {
      const ctx = world.tenant();
      const { input } = await world.onboarded();
      await sealed(ctx, input);

      later(14);
      await sweep();

      expect(world.accounts.asked).not.toContain(input.cloudAccountId);
    });

    it('is claimed, not destroyed, when accounts says that the account is connected', async () => {
      const ctx = world.tenant();
      const { input } = await world.onboarded();
      await sealed(ctx, input);
      world.accounts.answer = () => ({ outcome: 'CONNECTED' });

      later(16);
      await sweep();

      expect((await rowOf(ctx, input.cloudAccountId))?.state).toBe('ACTIVE');
      expect(await sealedSecret(ctx, input.cloudAccountId)).toBeDefined();
    });

    it('waits when accounts gives no answer', async () => {
      const ctx = world.tenant();
      const { input } = await world.onboarded();
      await sealed(ctx, input);
      world.accounts.answer = () => Promise.reject(new Error('unreachable'));

      later(16);
      await sweep();

      expect((await rowOf(ctx, input.cloudAccountId))?.state).toBe('UNCLAIMED');
      expect(await sealedSecret(ctx, input.cloudAccountId)).toBeDefined();
    });

    it('that was destroyed while the secret store was away is destroyed by the sweep', async () => {
      const ctx = world.tenant();
      const { input } = await world.onboarded();
      await sealed(ctx, input);
      await ctx.transact(({ credentials }) => credentials.end(input.cloudAccountId));
      const away = createContext(
        { ...world.platform, secrets: { ...world.secrets, destroy: () => Promise.reject(new Error('sealed')) } },
        ctx.tenantId,
      );
      await expect(destroySecret(away, input.cloudAccountId)).rejects.toThrow('sealed');
      expect(world.secrets.count(ctx.tenantId)).toBe(1);

      await sweep();

      expect(world.secrets.count(ctx.tenantId)).toBe(0);
      expect((await rowOf(ctx, input.cloudAccountId))?.secretVersion).toBeNull();
    });
  });

  it("does not find, claim, or answer for another tenant's account", async () => {
    const [ctx, stranger] = [world.tenant(), world.tenant()];
    const { input } = await world.onboarded();
    const mine = await sealed(ctx, input);

    expect(await rowOf(stranger, input.cloudAccountId)).toBeNull();
    expect(await stranger.load.byId(mine.credentialId)).toBeNull();
    expect(await stranger.load.lastTestOf(input.cloudAccountId)).toBeNull();
    await stranger.transact(({ credentials }) => credentials.end(input.cloudAccountId));
    expect((await rowOf(ctx, input.cloudAccountId))?.state).toBe('UNCLAIMED');

    // Two tenants that each prove access may both connect one account.
    const theirs = await sealed(stranger, { ...input });
    expect(theirs.credentialId).not.toBe(mine.credentialId);
    const [one, other] = [await rowOf(ctx, input.cloudAccountId), await rowOf(stranger, input.cloudAccountId)];
    expect(one?.fingerprint).not.toBe(other?.fingerprint);
  });

  it('keeps every table with a tenant behind row-level security', async () => {
    expect(await findUnprotectedTables(world.database)).toEqual([]);
  });

  it('writes no secret into a row, a log line, an answer or an error: not the good one, nor those of failing attempts', async () => {
    const ctx = world.tenant();
    const { accountId } = await world.simulator.createAccount();
    const canary = 'Canary7f3aSecretAccessKeyXXXXXXXXXXXXXXX';
    const { accessKeys } = await world.simulator.putUser({
      accountId,
      userName: 'canary',
      managedPolicyArns: ['arn:aws:iam::aws:policy/SecurityAudit'],
      accessKeys: [{ secretAccessKey: canary }],
    });
    const good = await world.keys(ctx, accessKeys[0]!);
    const wrong = await world.keys(ctx, { accessKeyId: accessKeys[0]!.accessKeyId, secretAccessKey: canary.toLowerCase() });
    const malformed = await world.keys(ctx, { accessKeyId: 'nonsense', secretAccessKey: canary });
    const foreign = await world.keys(world.tenant(tenantId()), { ...accessKeys[0]! });
    const failures: unknown[] = [];

    const answers = [
      await verifyAndSeal(ctx, { ...good, acceptPartialAccess: true }),
      await verifyAndSeal(ctx, wrong),
      await verifyAndSeal(ctx, malformed),
      await verifyAndSeal(ctx, foreign),
    ];
    const broken = createContext(
      { ...world.platform, secrets: { ...world.secrets, put: () => Promise.reject(new Error('the store is away')) } },
      ctx.tenantId,
    );
    const again = await world.keys(ctx, accessKeys[0]!);
    await verifyAndSeal(broken, { ...again, acceptPartialAccess: true }).catch((error: unknown) => failures.push(error));
    world.platform.log.error({ err: failures[0] }, 'sealing failed');

    expect(answers.map(({ outcome }) => outcome)).toEqual(['SEALED', 'REFUSED', 'INVALID', 'INVALID']);
    expect(failures).toHaveLength(1);

    const admin = new pg.Client({ connectionString: world.adminUrl });
    await admin.connect();
    const tables = ['credential', 'connection_test', 'outbox', 'inbox', 'secret', 'secret_data_key'];
    const rows: string[] = [];
    for (const table of tables) rows.push(JSON.stringify((await admin.query(`SELECT t::text FROM ${table} t`)).rows));
    await admin.end();

    const everything = [...rows, world.logged(), JSON.stringify(answers), String((failures[0] as Error).stack)].join('\n');
    expect(everything).toContain(accountId);
    for (const form of [
      canary,
      canary.toLowerCase(),
      encodeURIComponent(canary),
      Buffer.from(canary).toString('base64').slice(0, 50),
      Buffer.from(canary).toString('hex'),
    ]) {
      expect(everything).not.toContain(form);
    }
  });
});
