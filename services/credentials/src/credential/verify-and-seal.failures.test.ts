import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import { newId, type ConnectionFailureCode, type ConnectionTestFailed } from '@offload/contracts';
import { eventually, unusedPort } from '@offload/testkit';
import { createAwsConnector } from '../aws/aws-connector.ts';
import { assumeRole } from '../verify/aws/assume-role.ts';
import { refused as refusedIn } from '../testing/connecting.ts';
import { credentialsWorld, type CredentialsWorld } from '../testing/credentials-world.ts';
import type { Context } from '../context.ts';
import type { AwsContext } from '../aws/aws-context.ts';
import { verifyAndSeal, type VerifyAndSeal } from './verify-and-seal.ts';

describe('connecting an AWS account that cannot be connected', () => {
  let world: CredentialsWorld;

  beforeAll(async () => {
    world = await credentialsWorld();
  });
  afterEach(async () => {
    await world.simulator.faults.clear();
    await world.simulator.setClockOffset(0);
  });
  afterAll(() => world.close());

  const refused = (ctx: Context, input: VerifyAndSeal): Promise<ConnectionTestFailed> => refusedIn(world, ctx, input);

  const code = async (input: VerifyAndSeal): Promise<ConnectionFailureCode> => (await refused(world.tenant(), input)).code;

  /** A service whose AWS surroundings differ. */
  const tenantWith = (aws: Partial<AwsContext>): Context => world.tenantWith({ aws });

  describe('by a role', () => {
    const withExternalId = (input: VerifyAndSeal, externalId: string, issuedExternalIds: string[] = []): VerifyAndSeal =>
      ({ ...input, material: { ...input.material, externalId, issuedExternalIds } }) as VerifyAndSeal;

    it('says what it cannot tell apart, when the external ID, the principal or the role is wrong', async () => {
      const wrongId = await world.onboarded();
      const wrongPrincipal = await world.onboarded({ principalArn: 'arn:aws:iam::999999999999:role/somebody-else' });
      const noRole = await world.onboarded();
      await world.simulator.deleteRole({ accountId: noRole.accountId, roleName: 'OffloadSecurityScanner' });

      for (const input of [withExternalId(wrongId.input, `external-id-${newId()}`), wrongPrincipal.input, noRole.input]) {
        const failure = await refused(world.tenant(), input);

        expect(failure.code).toBe('ROLE_NOT_ASSUMABLE');
        expect(failure.possibleCauses).toEqual(['EXTERNAL_ID_MISMATCH', 'ROLE_NOT_ASSUMABLE', 'WRONG_ACCOUNT']);
        expect(failure.remedy).toContain(world.simulator.platform.principalArn);
        expect(failure.test.steps.map(({ outcome }) => outcome)).toEqual([
          'PASSED',
          'PASSED',
          'PASSED',
          'FAILED',
          'SKIPPED',
          'SKIPPED',
          'SKIPPED',
          'SKIPPED',
          'SKIPPED',
        ]);
      }
    });

    it('proves a mismatched external ID with one that was issued to this tenant', async () => {
      const { input, externalId } = await world.onboarded();
      const entered = `external-id-${newId()}`;

      const failure = await refused(world.tenant(), withExternalId(input, entered, [`external-id-${newId()}`, externalId]));

      expect(failure.code).toBe('EXTERNAL_ID_MISMATCH');
      expect(JSON.stringify(failure)).not.toContain(externalId);
      expect(JSON.stringify(failure)).not.toContain(entered);
    });

    it('refuses a role that demands no external ID, and one that takes any', async () => {
      const none = await world.onboarded({ externalId: null });
      expect(await code(withExternalId(none.input, `external-id-${newId()}`))).toBe('EXTERNAL_ID_NOT_REQUIRED');

      const any = await world.onboarded();
      await world.simulator.putRole({
        accountId: any.accountId,
        roleName: 'OffloadSecurityScanner',
        trustPolicy: {
          Version: '2012-10-17',
          Statement: {
            Effect: 'Allow',
            Principal: { AWS: world.simulator.platform.principalArn },
            Action: 'sts:AssumeRole',
            Condition: { StringLike: { 'sts:ExternalId': '*' } },
          },
        },
      });
      expect(await code(any.input)).toBe('EXTERNAL_ID_NOT_REQUIRED');
    });

    it('refuses a role of another account than the expected one', async () => {
      const { input } = await world.onboarded();

      expect(await code({ ...input, expectedProviderAccountId: '999999999999' })).toBe('WRONG_ACCOUNT');
    });

    it('tries a refusal again for a role that was created a moment ago', async () => {
      const { input, accountId, externalId } = await world.onboarded();
      await world.simulator.deleteRole({ accountId, roleName: 'OffloadSecurityScanner' });
      // The role appears after the first refusals, as IAM makes it known.
      const waitsMs = [1, 1, 50, 50, 50, 50];
      await world.simulator.clearRecorded();
      const answer = verifyAndSeal(tenantWith({ propagationWaitsMs: waitsMs }), input);
      await eventually(async () =>
        (await world.simulator.recorded()).some(({ operation, count }) => operation === 'sts:AssumeRole' && count >= 2),
      );
      await world.simulator.applyOnboarding({ accountId, principalArn: world.simulator.platform.principalArn, externalId });

      expect(await answer).toMatchObject({ outcome: 'SEALED' });
    });

    it('blames our own identity when it may not assume roles', async () => {
      const { input } = await world.onboarded();
      await world.simulator.faults.set([{ match: { action: 'sts:AssumeRole' }, effect: 'deny' }]);

      expect(await code(input)).toBe('PLATFORM_IDENTITY_BROKEN');
    });
  });

  describe('for missing permissions', () => {
    it.each([[['rds:DescribeDBInstances']], [['s3:GetBucketVersioning', 'kms:DescribeKey', 'guardduty:ListDetectors']]])(
      'names each: %j',
      async (actions) => {
        const { input } = await world.onboarded({ minusActions: actions });

        const failure = await refused(world.tenant(), input);

        expect(failure.code).toBe('MISSING_PERMISSIONS');
        expect(failure.test.missingPermissions.map(({ action }) => action).sort()).toEqual([...actions].sort());
        for (const action of actions) expect(failure.message).toContain(action);
      },
    );

    it('names all of them, when the role may do nothing', async () => {
      const { input } = await world.onboarded({ permissions: 'none' });

      const failure = await refused(world.tenant(), input);

      const required = world.aws.preflight.filter((one) => one.required).map(({ action }) => action);
      const missing = failure.test.missingPermissions.map(({ action }) => action);
      const unverified = required.filter((action) => !missing.includes(action));
      for (const action of unverified) expect(failure.test.notices.join()).toContain(action);
      // What reads one bucket, and the last use of a key, shows only with buckets and keys to look at.
      expect(unverified.every((action) => action.startsWith('s3:Get') || action === 'iam:GetAccessKeyLastUsed')).toBe(true);
      expect(missing.length).toBeGreaterThan(20);
    });
  });

  describe('by access keys', () => {
    async function user(options: { active?: boolean } = {}) {
      const { accountId } = await world.simulator.createAccount();
      const view = await world.simulator.putUser({
        accountId,
        userName: 'scanner',
        managedPolicyArns: ['arn:aws:iam::aws:policy/SecurityAudit'],
        accessKeys: [{ active: options.active ?? true }],
      });
      return { accountId, ...view.accessKeys[0]! };
    }

    it('cannot tell an unknown key from an inactive one, and says so', async () => {
      const ctx = world.tenant();
      const inactive = await user({ active: false });
      const unknown = { accessKeyId: 'AKIAUNKNOWNUNKNOWN00', secretAccessKey: 'x'.repeat(40) };

      for (const keys of [inactive, unknown]) {
        const failure = await refused(ctx, await world.keys(ctx, keys));
        expect(failure.code).toBe('INVALID_CREDENTIALS');
        expect(failure.possibleCauses).toEqual(['INVALID_CREDENTIALS', 'DISABLED_CREDENTIALS']);
      }
    });

    it('tells a wrong secret', async () => {
      const ctx = world.tenant();
      const { accessKeyId } = await user();

      const failure = await refused(ctx, await world.keys(ctx, { accessKeyId, secretAccessKey: 'w'.repeat(40) }));

      expect(failure.code).toBe('INVALID_CREDENTIALS');
      expect(failure.possibleCauses).toEqual(['INVALID_CREDENTIALS']);
      expect(failure.remedy).toContain('secret access key');
    });

    it('refuses keys of the root user', async () => {
      const ctx = world.tenant();
      const { rootAccessKey } = await world.simulator.createAccount();

      expect((await refused(ctx, await world.keys(ctx, rootAccessKey))).code).toBe('ROOT_CREDENTIALS');
    });

    it('refuses keys of another account than the expected one', async () => {
      const ctx = world.tenant();
      const input = await world.keys(ctx, await user());

      expect((await refused(ctx, { ...input, expectedProviderAccountId: '999999999999' })).code).toBe('WRONG_ACCOUNT');
    });

    it('tells temporary credentials that have expired', async () => {
      const ctx = world.tenant();
      const { roleArn, externalId } = await world.onboarded();
      const platform = world.aws.connector.as(world.aws.platform, 'us-east-1');
      const session = await assumeRole(platform, { roleArn, externalId, sessionName: 'a-person' });
      await world.simulator.faults.set([
        { match: { principal: 'arn:aws:sts::*:assumed-role/OffloadSecurityScanner/a-person' }, effect: 'expired' },
      ]);

      expect((await refused(ctx, await world.keys(ctx, session))).code).toBe('EXPIRED_CREDENTIALS');
    });

    it('tells temporary credentials whose parts do not belong together', async () => {
      const ctx = world.tenant();
      const { roleArn, externalId } = await world.onboarded();
      const platform = world.aws.connector.as(world.aws.platform, 'us-east-1');
      const session = await assumeRole(platform, { roleArn, externalId, sessionName: 'a-person' });

      const failure = await refused(ctx, await world.keys(ctx, { ...session, sessionToken: 'z'.repeat(100) }));

      expect(failure.code).toBe('INVALID_CREDENTIALS');
      expect(failure.possibleCauses).toContain('EXPIRED_CREDENTIALS');
    });
  });

  describe('for reasons that lie elsewhere', () => {
    it('names a region that is off', async () => {
      const { input } = await world.onboarded();

      const failure = await refused(world.tenant(), { ...input, regions: ['us-east-1', 'me-south-1'] });

      expect(failure.code).toBe('REGION_NOT_ENABLED');
      expect(failure.message).toContain('me-south-1');
      expect(failure.message).not.toContain('us-east-1');
    });

    it.each(['sts:AssumeRole', 'sts:GetCallerIdentity', 'rds:DescribeDBInstances'])('tells throttling apart: of %s', async (action) => {
      const { input } = await world.onboarded({ denyActions: ['iam:SimulatePrincipalPolicy'] });
      await world.simulator.faults.set([{ match: { action }, effect: 'throttle' }]);

      expect(await code(input)).toBe('THROTTLED');
    });

    it.each([
      ['drop', 'sts:AssumeRole'],
      ['error', 'sts:AssumeRole'],
      ['drop', 'rds:DescribeDBInstances'],
    ] as const)('tells apart that AWS gives no answer: %s of %s', async (effect, action) => {
      const { input } = await world.onboarded({ denyActions: ['iam:SimulatePrincipalPolicy'] });
      await world.simulator.faults.set([{ match: { action }, effect }]);

      expect(await code(input)).toBe('UNREACHABLE');
    });

    it.each([3_600_000, -3_600_000])(
      'tells that our clock is off by an hour, although the SDK would correct for it: %i ms',
      async (offsetMs) => {
        const { input } = await world.onboarded();
        await world.simulator.setClockOffset(offsetMs);

        expect(await code(input)).toBe('CLOCK_SKEW');
      },
    );

    it('tells apart that AWS is not there at all', async () => {
      const { input } = await world.onboarded();
      const connector = createAwsConnector({ mode: 'simulator', url: `http://127.0.0.1:${await unusedPort()}` });

      const failure = await refused(tenantWith({ connector }), input);

      connector.close();
      expect(failure.code).toBe('UNREACHABLE');
    });

    it.each([
      [
        'a key that AWS does not know',
        { platform: async () => ({ accessKeyId: 'AKIAOURSISGONE000000', secretAccessKey: 'x'.repeat(40) }) },
      ],
      ['a wrong secret', { platform: async () => ({ accessKeyId: 'AKIAOFFLOADSIMULATOR', secretAccessKey: 'x'.repeat(40) }) }],
      [
        'no credentials at all',
        {
          platform: async () => {
            throw Object.assign(new Error('Could not load credentials from any providers'), { name: 'CredentialsProviderError' });
          },
        },
      ],
      ['another principal than customers trust', { platformPrincipalArn: 'arn:aws:iam::111122223333:role/another' }],
    ] as [string, Partial<AwsContext>][])(
      'blames our own identity for %s, before anything is said of the customer',
      async (_what, changes) => {
        const { input } = await world.onboarded();

        const failure = await refused(tenantWith(changes), input);

        expect(failure.code).toBe('PLATFORM_IDENTITY_BROKEN');
        expect(failure.test.steps[2]).toMatchObject({ name: 'platform-identity', outcome: 'FAILED' });
        expect(failure.remedy).toContain('Nothing that you entered is at fault');
      },
    );
  });

  it('never touches the other clouds', async () => {
    const ctx = world.tenant();
    const { input } = await world.onboarded();
    await world.simulator.clearRecorded();

    const answer = await verifyAndSeal(ctx, { ...input, simulated: false });

    expect(answer).toMatchObject({ outcome: 'INVALID', error: { code: 'OTHER_CLOUDS' } });
    expect(await world.simulator.recorded()).toEqual([]);
    await world.expectNothingStored(ctx, input);
  });
});
