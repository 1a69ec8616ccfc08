import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { verifyAndSeal } from '../../credential/verify-and-seal.ts';
import { refused, sealed } from '../../testing/connecting.ts';
import { credentialsWorld, type CredentialsWorld } from '../../testing/credentials-world.ts';

/** How a trust policy speaks of the external ID. */
type Condition = Record<string, Record<string, string>> | null;

describe('whether a role demands its external ID', () => {
  let world: CredentialsWorld;
  beforeAll(async () => {
    world = await credentialsWorld();
  });
  beforeEach(() => world.simulator.clearRecorded());
  afterAll(() => world.close());

  const trust = (accountId: string, condition: Condition) =>
    world.simulator.putRole({
      accountId,
      roleName: 'OffloadSecurityScanner',
      managedPolicyArns: ['arn:aws:iam::aws:policy/SecurityAudit'],
      trustPolicy: {
        Version: '2012-10-17',
        Statement: {
          Effect: 'Allow',
          Principal: { AWS: world.simulator.platform.principalArn },
          Action: 'sts:AssumeRole',
          ...(condition && { Condition: condition }),
        },
      },
    });

  /** How often the role was assumed, and how often that was refused. */
  async function assumptions(): Promise<{ ok: number; denied: number }> {
    const calls = (await world.simulator.recorded()).filter(({ operation }) => operation === 'sts:AssumeRole');
    expect(new Set(calls.map(({ principal }) => principal))).toEqual(new Set([world.simulator.platform.principalArn]));
    const times = (wanted: string): number => calls.filter(({ outcome }) => outcome === wanted).reduce((sum, { count }) => sum + count, 0);
    return { ok: times('ok'), denied: times('denied') };
  }

  it('is proved by three attempts: with the external ID it opens, without one and with a random one it does not', async () => {
    const { input } = await world.onboarded();

    const { test } = await sealed(world.tenant(), input);

    expect(await assumptions()).toEqual({ ok: 1, denied: 2 });
    expect(test.steps.find(({ name }) => name === 'external-id')).toMatchObject({ outcome: 'PASSED' });
  });

  // How many of the three attempts open the role tells which they were.
  it.each<[string, (externalId: string) => Condition, { ok: number; denied: number }]>([
    ['that demands none: all three open it', () => null, { ok: 3, denied: 0 }],
    ['that takes any: only the one without is refused', () => ({ StringLike: { 'sts:ExternalId': '*' } }), { ok: 2, denied: 1 }],
    ['that takes none too: only the random one is refused', (id) => ({ StringEqualsIfExists: { 'sts:ExternalId': id } }), { ok: 2, denied: 1 }],
  ])('is disproved for a trust policy %s', async (_what, condition, attempts) => {
    const { input, accountId, externalId } = await world.onboarded();
    await trust(accountId, condition(externalId));

    const failure = await refused(world, world.tenant(), input);

    expect(failure.code).toBe('EXTERNAL_ID_NOT_REQUIRED');
    expect(failure.remedy).toContain('sts:ExternalId');
    expect(await assumptions()).toEqual(attempts);
    expect(failure.test.steps.find(({ name }) => name === 'external-id')).toMatchObject({ outcome: 'FAILED', code: 'EXTERNAL_ID_NOT_REQUIRED' });
  });

  it('is looked at again where the condition may have been added a moment ago', async () => {
    const { input, accountId, externalId } = await world.onboarded();
    await trust(accountId, null);
    let looks = 0;
    const connector = world.aws.connector;
    const ctx = world.tenantWith({
      aws: {
        propagationWaitsMs: [1, 1, 1],
        // The condition comes to hold after the first look has seen the role open.
        connector: {
          ...connector,
          as: (credentials, region) => {
            const caller = connector.as(credentials, region);
            return {
              ...caller,
              async call<T>(...asked: Parameters<typeof caller.call>): Promise<T> {
                const answer = await caller.call<T>(...asked);
                if (asked[1] === 'AssumeRole' && ++looks === 3) await trust(accountId, { StringEquals: { 'sts:ExternalId': externalId } });
                return answer;
              },
            };
          },
        },
      },
    });

    expect(await verifyAndSeal(ctx, { ...input, acceptPartialAccess: true })).toMatchObject({ outcome: 'SEALED' });
    expect(await assumptions()).toEqual({ ok: 3, denied: 2 });
  });
});
