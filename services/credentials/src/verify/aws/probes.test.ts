import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { preflights } from '@offload/contracts';
import { loadAwsModule } from '../../aws/aws-connector.ts';
import { assumeRole } from './assume-role.ts';
import { probePermissions, type PermissionsSeen } from './probe-permissions.ts';
import { probeOf, probes } from './probes.ts';
import { credentialsWorld, type CredentialsWorld } from '../../testing/credentials-world.ts';

const writes =
  /^(?:Create|Put|Delete|Update|Attach|Detach|Modify|Run|Start|Stop|Terminate|Enable|Disable|Add|Remove|Set|Tag|Untag|Invoke|Generate)/;

describe('the probes', () => {
  const all = [...new Set([...Object.keys(probes), ...preflights.AWS.map(({ action }) => action)])].flatMap((action) => {
    const probe = probeOf(action);
    return probe ? [[action, probe] as const] : [];
  });

  it.each(all)('%s is tried with an operation that exists and only reads', async (_action, { service, operation }) => {
    expect(typeof (await loadAwsModule(service))[`${operation}Command`]).toBe('function');
    expect(operation).not.toMatch(writes);
    expect(operation).not.toMatch(/^(?:GetObject|GetFunction)$/);
  });
});

describe('probing permissions', () => {
  let world: CredentialsWorld;
  beforeAll(async () => {
    world = await credentialsWorld();
  });
  afterAll(() => world.close());

  async function probe(
    options: Parameters<CredentialsWorld['onboarded']>[0],
    principal: 'known' | 'unknown' = 'known',
  ): Promise<PermissionsSeen> {
    const { roleArn, externalId, accountId } = await world.onboarded(options);
    const session = await assumeRole(world.aws.connector.as(world.aws.platform, 'us-east-1'), {
      roleArn,
      externalId,
      sessionName: 'probe',
    });
    const caller = world.aws.connector.as(session, 'us-east-1');
    return probePermissions({
      caller,
      accountId,
      region: 'eu-west-1',
      principalArn: async () => (principal === 'known' ? roleArn : null),
      actions: preflights.AWS,
    });
  }

  it('finds nothing missing when nothing is', async () => {
    expect(await probe({})).toMatchObject({ missing: [], unverified: [], trouble: null });
  });

  it.each(preflights.AWS.map(({ action }) => action))('finds that %s alone is missing, with the checks that it costs', async (action) => {
    const { missing, unverified } = await probe({ minusActions: [action] });

    const { required, checks } = preflights.AWS.find((one) => one.action === action)!;
    expect(missing).toEqual([{ action, required, checks: [...checks] }]);
    expect(unverified).toEqual([]);
  });

  it('finds an explicit denial, which a policy simulation would find too', async () => {
    const { missing } = await probe({ denyActions: ['ec2:Describe*'] });

    expect(missing.length).toBeGreaterThan(3);
    expect(missing.every(({ action }) => action.startsWith('ec2:Describe'))).toBe(true);
  });

  it('says what it could not verify where there is nothing to look at and IAM may not be asked, and guesses neither way', async () => {
    const { missing, unverified, trouble } = await probe({ size: 0 }, 'unknown');

    expect(missing).toEqual([]);
    expect(trouble).toBeNull();
    expect(unverified).toContain('s3:GetBucketVersioning');
    expect(unverified.every((action) => action.startsWith('s3:Get') || action === 'iam:GetAccessKeyLastUsed')).toBe(true);
  });

  it('takes no denial by the policy of one bucket for a missing permission', async () => {
    await world.simulator.faults.set([{ match: { action: 's3:GetBucketVersioning' }, effect: 'deny', times: 1 }]);

    expect((await probe({})).missing).toEqual([]);
    await world.simulator.faults.clear();
  });
});
