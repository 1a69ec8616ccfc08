import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import { newId, type GcpLease } from '@offload/contracts';
import type { Context } from '../../context.ts';
import { destroyCredential } from '../../credential/destroy-credential.ts';
import { verifyAndSeal } from '../../credential/verify-and-seal.ts';
import { cloudPlatformReadOnlyScope, cloudPlatformScope } from '../../gcp/scopes.ts';
import { credentialsWorld, type CredentialsWorld } from '../../testing/credentials-world.ts';
import { testedPreflight } from '../../verify/gcp/testing/gcp-preflight.ts';
import { leaseCredential, type LeaseInput } from '../lease-credential.ts';
import { scopeOf } from './lease-gcp-token.ts';

describe('leasing a Google Cloud project', () => {
  let world: CredentialsWorld;
  beforeAll(async () => {
    world = await credentialsWorld({ gcpPreflight: testedPreflight });
  });
  afterEach(async () => {
    world.setTime(null);
    await world.simulator.faults.clear();
    await world.simulator.setClockOffset(0);
  });
  afterAll(() => world.close());

  async function connected() {
    const ctx = world.tenant();
    const onboarded = await world.gcpOnboarded(ctx);
    expect(await verifyAndSeal(ctx, onboarded.input)).toMatchObject({ outcome: 'SEALED' });
    await world.simulator.clearRecorded();
    return { ctx, ...onboarded, cloudAccountId: onboarded.input.cloudAccountId };
  }

  const job = (cloudAccountId: string, changes: Partial<LeaseInput> = {}): LeaseInput => ({
    cloudAccountId,
    scanId: newId(),
    jobId: newId(),
    region: 'us-central1',
    signingNames: [],
    actions: ['cloudasset.assets.listResource'],
    ...changes,
  });

  async function leased(ctx: Context, input: LeaseInput): Promise<GcpLease> {
    const answer = await leaseCredential(ctx, input, world.simulator.endpoint);
    if (answer.outcome !== 'LEASED' || answer.lease.kind !== 'GCP_TOKEN')
      throw new Error(`expected a token, got ${JSON.stringify(answer)}`);
    return answer.lease;
  }

  async function tokensAskedFor(): Promise<number> {
    const calls = await world.simulator.recorded({});
    return calls.filter(({ operation }) => operation === 'oauth2.token').reduce((sum, { count }) => sum + count, 0);
  }

  it('gives a token that reads for an hour, and never the key', async () => {
    const { ctx, cloudAccountId, projectId, key } = await connected();

    const lease = await leased(ctx, job(cloudAccountId));

    expect(Math.abs(Date.parse(lease.expiresAt) - Date.now() - 3_600_000)).toBeLessThan(60_000);
    const caller = world.gcp.connector.as({ accessToken: lease.accessToken, expiresAt: new Date(lease.expiresAt) });
    const url = `https://cloudresourcemanager.googleapis.com/v3/projects/${projectId}`;
    await expect(caller.call('cloudresourcemanager:getProject', url)).resolves.toMatchObject({ projectId });
    const line = key.private_key.split('\n')[1]!;
    for (const shown of [JSON.stringify(lease), world.logged()]) expect(shown).not.toContain(line);
    expect(world.logged()).not.toContain(lease.accessToken);
  });

  it('gives the jobs of a project one token, also when they ask at once, until less than a quarter of an hour is left', async () => {
    const { ctx, cloudAccountId } = await connected();

    const leases = await Promise.all(Array.from({ length: 8 }, () => leased(ctx, job(cloudAccountId))));
    expect(new Set(leases.map(({ accessToken }) => accessToken)).size).toBe(1);
    expect(await tokensAskedFor()).toBe(1);

    world.setTime(new Date(Date.now() + 40 * 60_000));
    await leased(ctx, job(cloudAccountId));
    expect(await tokensAskedFor()).toBe(1);
    world.setTime(new Date(Date.now() + 50 * 60_000));
    await leased(ctx, job(cloudAccountId));
    expect(await tokensAskedFor()).toBe(2);
  });

  it('gives two tenants of one project tokens of their own, and neither the other’s', async () => {
    const one = await connected();
    const other = world.tenant();
    const input = await world.gcpKey(other, one.key);
    await verifyAndSeal(other, input);

    const first = await leased(one.ctx, job(one.cloudAccountId));
    const second = await leased(other, job(input.cloudAccountId));

    expect(first.accessToken).not.toBe(second.accessToken);
    expect(await leaseCredential(other, job(one.cloudAccountId), null)).toMatchObject({ outcome: 'REFUSED', reason: 'NOT_CONNECTED' });
  });

  it('asks for the read-only scope where all APIs of the job take it, and for a token of its own then', async () => {
    const { ctx, cloudAccountId } = await connected();

    const wide = await leased(ctx, job(cloudAccountId));
    const narrow = await leased(ctx, job(cloudAccountId, { actions: ['artifactregistry.repositories.list'] }));

    expect(narrow.accessToken).not.toBe(wide.accessToken);
    expect(scopeOf(['artifactregistry.repositories.list', 'resourcemanager.projects.get'])).toBe(cloudPlatformReadOnlyScope);
    expect(scopeOf(['artifactregistry.repositories.list', 'cloudasset.assets.listResource'])).toBe(cloudPlatformScope);
    for (const api of ['cloudasset', 'securitycenter', 'container']) expect(scopeOf([`${api}.things.list`])).toBe(cloudPlatformScope);
  });

  it('says that access is lost, once the key or the account is gone', async () => {
    const revoked = await connected();
    await world.simulator.gcp.revokeKey({ email: revoked.email, keyId: revoked.key.private_key_id });
    const deleted = await connected();
    await world.simulator.gcp.deleteServiceAccount({ email: deleted.email });

    for (const { ctx, cloudAccountId } of [revoked, deleted])
      expect(await leaseCredential(ctx, job(cloudAccountId), null)).toMatchObject({ outcome: 'REFUSED', reason: 'ACCESS_LOST' });
  });

  it.each([
    ['throttle', 'THROTTLED'],
    ['drop', 'UNREACHABLE'],
    ['error', 'UNREACHABLE'],
    ['expired', 'ACCESS_LOST'],
    ['deny', 'ACCESS_LOST'],
  ] as const)('tells refusals apart, and remembers none: %s is %s', async (effect, reason) => {
    const { ctx, cloudAccountId } = await connected();
    await world.simulator.faults.set([{ match: { action: 'oauth2.token' }, effect }]);
    expect(await leaseCredential(ctx, job(cloudAccountId), null)).toMatchObject({ outcome: 'REFUSED', reason });

    await world.simulator.faults.clear();
    await leased(ctx, job(cloudAccountId));
  });

  it('does not call access lost when only our clock is wrong', async () => {
    const { ctx, cloudAccountId } = await connected();
    await world.simulator.setClockOffset(2 * 3_600_000);

    const refused = await leaseCredential(ctx, job(cloudAccountId), null);

    expect(refused).toMatchObject({ outcome: 'REFUSED', reason: 'UNREACHABLE' });
    expect(JSON.stringify(refused)).toContain('clock');
  });

  it('is refused once the project is disconnected, also for a token that is still in memory', async () => {
    const { ctx, cloudAccountId } = await connected();
    await leased(ctx, job(cloudAccountId));

    await destroyCredential(ctx, cloudAccountId);

    expect(await leaseCredential(ctx, job(cloudAccountId), null)).toMatchObject({ outcome: 'REFUSED', reason: 'NOT_CONNECTED' });
  });
});
