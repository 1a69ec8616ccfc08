import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { newId } from '@offload/contracts';
import { actingFor } from '@offload/service-kit';
import { destroyCredential } from '../credential/destroy-credential.ts';
import { testConnection } from '../credential/test-connection.ts';
import { verifyAndSeal } from '../credential/verify-and-seal.ts';
import { credentialsWorld, type CredentialsWorld } from '../testing/credentials-world.ts';
import { endAccess } from './end-access.ts';
import { leaseCredential } from './lease-credential.ts';

describe('what credentials writes down for the audit log', () => {
  let world: CredentialsWorld;
  beforeAll(async () => {
    world = await credentialsWorld();
  });
  afterAll(() => world.close());

  it('is every use of a key, in order: sealed, lent to each job also from the cache, tested by whom and from where, ended, destroyed', async () => {
    const ctx = world.tenant();
    const { input } = await world.onboarded();
    const { cloudAccountId } = input;
    const alice = { subject: 'user:alice', address: '192.0.2.7' };
    const [scanId, first, second] = [newId(), newId(), newId()];
    const lease = (jobId: string) =>
      leaseCredential(ctx, { cloudAccountId, scanId, jobId, region: 'eu-west-1', signingNames: ['ec2'], actions: ['ec2:DescribeVpcs'] }, null);

    await actingFor(alice, () => verifyAndSeal(ctx, input));
    await lease(first);
    await lease(second);
    await actingFor(alice, () => testConnection(ctx, cloudAccountId));
    await actingFor(alice, () => endAccess(ctx, cloudAccountId));
    await destroyCredential(ctx, cloudAccountId);
    expect(await lease(newId())).toMatchObject({ outcome: 'REFUSED' });

    const recorded = await world.recorded(ctx.tenantId);
    const nobody = { subject: 'service:credentials', address: null };
    expect(recorded.map(({ act, actor, outcome, details }) => [act, actor, outcome, details['jobId'] ?? null])).toEqual([
      ['credential.seal', alice, 'SUCCEEDED', null],
      ['credential.lease', nobody, 'SUCCEEDED', first],
      ['credential.lease', nobody, 'SUCCEEDED', second],
      ['connection.test', alice, 'SUCCEEDED', null],
      ['credential.end', alice, 'SUCCEEDED', null],
      ['credential.destroy', nobody, 'SUCCEEDED', null],
    ]);
    expect(recorded.every(({ target }) => target.id === cloudAccountId)).toBe(true);
    expect(recorded[1]!.details).toMatchObject({ scanId, region: 'eu-west-1', actions: 1, kind: 'AWS_SESSION' });
    expect(await world.recorded(world.tenant().tenantId)).toEqual([]);
  });

  it('says why a test was refused', async () => {
    const ctx = world.tenant();
    const { input, accountId } = await world.onboarded();
    await verifyAndSeal(ctx, input);
    await world.simulator.deleteRole({ accountId, roleName: 'OffloadSecurityScanner' });

    await testConnection(ctx, input.cloudAccountId);

    expect((await world.recorded(ctx.tenantId)).at(-1)).toMatchObject({ act: 'connection.test', outcome: 'REFUSED', code: 'ROLE_NOT_ASSUMABLE' });
  });
});
