import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import { LeaseExpired } from '../collector/lease-expired.ts';
import { catalogueOf } from '../catalogue.ts';
import { unseenRef } from '../collection/collection.ts';
import { checksOn, planServices, plannedService } from '../collection/plan-services.ts';
import { actionsOf } from '../collector/collector.ts';
import { canary, signingKeys, simulatedAccount, type SimulatedAccount, type Yielded } from './testing/simulated-account.ts';

const home = 'us-east-1';
const abroad = 'eu-central-1';
const jobRegionOf = (service: string): string => (plannedService({ provider: 'AWS', service }).scope === 'global' ? 'global' : home);
const serviceOf = (action: string): string => action.slice(0, action.indexOf(':'));

let world: SimulatedAccount;
beforeAll(async () => {
  world = await simulatedAccount(300, [home, abroad]);
});
afterEach(() => world.simulator.faults.clear());
afterAll(() => world.simulator.stop());

describe('a full scan', () => {
  let seen: Yielded;
  let calledActions: Set<string>;

  beforeAll(async () => {
    await world.simulator.clearRecorded();
    seen = await world.runAll({ pageSize: 5 });
    const recorded = await world.simulator.recorded({ accountId: world.account.accountId });
    calledActions = new Set(recorded.filter(({ principal }) => principal.includes(':assumed-role/')).flatMap(({ actions }) => actions));
  });

  it.each([
    ['instance', 'aws.ec2.instance'],
    ['volume', 'aws.ec2.volume'],
    ['security-group', 'aws.ec2.security-group'],
    ['vpc', 'aws.ec2.vpc'],
    ['db-instance', 'aws.rds.instance'],
    ['function', 'aws.lambda.function'],
    ['bucket', 'aws.s3.bucket'],
    ['user', 'aws.iam.user'],
    ['policy', 'aws.iam.policy'],
    ['trail', 'aws.cloudtrail.trail'],
  ])('finds every %s, each once, on whatever page', async (simulated, type) => {
    const { byType } = await world.simulator.counts(world.account.accountId);
    const refs = seen.assets.filter((asset) => asset.type === type).map(({ providerRef }) => providerRef);

    expect(byType[simulated]).toBeGreaterThan(0);
    expect(refs).toHaveLength(byType[simulated]!);
    expect(new Set(refs).size).toBe(refs.length);
  });

  it('finds every role, the one that lets the platform in among them', async () => {
    const { byType } = await world.simulator.counts(world.account.accountId);
    const names = seen.assets.filter(({ type }) => type === 'aws.iam.role').map(({ name }) => name);

    expect(names).toHaveLength(byType['role']! + 1);
    expect(names).toContain('OffloadSecurityScanner');
  });

  it('describes every key that KMS lists', async () => {
    const { byType } = await world.simulator.counts(world.account.accountId);
    const recorded = await world.simulator.recorded({ accountId: world.account.accountId });
    const described = recorded.filter(({ operation }) => operation === 'kms:DescribeKey').reduce((sum, { count }) => sum + count, 0);

    expect(described).toBe(byType['key']);
    expect(seen.assets.filter(({ type }) => type === 'aws.kms.key').length).toBeGreaterThan(0);
  });

  it('spreads what does not fit on one page over several', () => {
    const pages = seen.pages.filter(({ assets }) => assets[0]?.type === 'aws.ec2.instance');
    expect(pages.length).toBeGreaterThan(2);
    expect(Math.max(...pages.map(({ assets }) => assets.length))).toBe(5);
  });

  it('sweeps every type in every region, and every native source', () => {
    const expected = planServices('AWS').flatMap(({ scope, resourceTypes }) =>
      (scope === 'global' ? ['global'] : [home, abroad]).flatMap((region) => resourceTypes.map((type) => `${type}@${region}`)),
    );
    expect(seen.swept.toSorted()).toEqual(expected.toSorted());
    expect(seen.nativeSwept).toHaveLength(4);
  });

  it('has no gap but services that are off', () => {
    expect(seen.gaps.filter(({ reason }) => reason !== 'NOT_ENABLED')).toEqual([]);
  });

  it('judges every resource by every check on its type', () => {
    for (const { id, resourceType } of catalogueOf('AWS').checks) {
      const judged = seen.judgements.filter(({ checkId }) => checkId === id);
      expect({ id, judged: judged.length }).toEqual({ id, judged: seen.assets.filter(({ type }) => type === resourceType).length });
      expect(judged.filter(({ outcome }) => outcome === 'unknown')).toEqual([]);
    }
  });

  it('calls exactly the actions that collectors declare', () => {
    const declared = planServices('AWS').flatMap(({ actions }) => actions);
    expect([...calledActions].toSorted()).toEqual(declared.toSorted());
  });

  it('reads the findings of this account and region only, under the id of their origin', () => {
    const idsOf = (source: string): string[] =>
      seen.findings.filter((finding) => finding.source === source).map(({ nativeId }) => nativeId);
    const retold = idsOf('AWS_SECURITY_HUB').filter((id) => id.startsWith('arn:aws:guardduty:'));

    expect(retold.length).toBeGreaterThan(0);
    expect(idsOf('AWS_GUARDDUTY').filter((id) => retold.includes(id)).length).toBeGreaterThan(0);
    for (const { nativeId, region } of seen.findings) expect(nativeId).toContain(`:${region}:${world.account.accountId}:`);
  });

  it('lets no planted secret through', () => {
    const everything = JSON.stringify(seen);
    expect(seen.assets.some(({ configuration }) => JSON.stringify(configuration['environmentNames'])?.includes('DATABASE_PASSWORD'))).toBe(
      true,
    );
    expect(everything).not.toContain(canary);
    expect(everything).not.toContain(Buffer.from(canary).toString('base64'));
  });
});

describe('a lease of signing keys', () => {
  it('sees what a session sees, without the secret', async () => {
    const { accountId } = world.account;
    const { accessKeys } = await world.simulator.putUser({
      accountId,
      userName: 'scanner',
      managedPolicyArns: ['arn:aws:iam::aws:policy/SecurityAudit'],
    });
    for (const { service } of planServices('AWS')) {
      const region = jobRegionOf(service);
      const lease = signingKeys(accessKeys[0]!, new Date(), home, [service]);
      const bySession = await world.run(service, region);
      expect(await world.run(service, region, { lease })).toEqual(bySession);
    }
    await world.simulator.deleteUser({ accountId, userName: 'scanner' });
  });

  it('is over when the day has no key', async () => {
    const lease = signingKeys({ accessKeyId: 'AKIAANYBODY', secretAccessKey: 'any' }, new Date('2020-01-01'), home, ['ec2']);
    await expect(world.run('ec2', home, { lease })).rejects.toMatchObject({ name: 'LeaseExpired', code: 'NO_SIGNING_KEY' });
  });
});

describe.each(planServices('AWS').flatMap(({ collectors }) => collectors.map((collector) => [collector.resource.type, collector] as const)))(
  'the collector of %s',
  (type, collector) => {
    const region = jobRegionOf(collector.service);

    it.each(collector.actions)('that is denied %s has a gap, sweeps nothing, and passes nothing', async (action) => {
      await world.setFaults({ match: { action }, effect: 'deny' });
      const seen = await world.run(collector.service, region);

      expect(seen.gaps).toContainEqual(expect.objectContaining({ action, reason: 'DENIED', resourceTypes: [type] }));
      expect(seen.swept).not.toContain(`${type}@${region}`);
      const judgements = seen.judgements.filter(({ providerRef }) => providerRef === unseenRef(type, region));
      expect(judgements).toHaveLength(checksOn(type).length);
      for (const { outcome, message } of judgements) {
        expect(outcome).toBe('unknown');
        expect(message).toContain(action);
      }
    });

    const parts = actionsOf(collector).filter(({ field }) => field !== null);
    if (parts.length === 0) return;

    it.each(parts.map(({ action, field }) => [action, field!]))('that is denied %s does not see %s alone', async (action, field) => {
      await world.setFaults({ match: { action }, effect: 'deny' });
      const seen = await world.run(collector.service, region);
      const assets = seen.assets.filter((asset) => asset.type === type);
      const unseen = assets.filter(
        ({ configuration }) => (configuration['unseen'] as Record<string, string> | undefined)?.[field] === action,
      );

      expect(seen.gaps).toContainEqual(expect.objectContaining({ action, reason: 'DENIED', resourceTypes: [type] }));
      expect(unseen.length).toBeGreaterThan(0);
      expect(unseen.every(({ configuration }) => !(field in configuration))).toBe(true);
      expect(seen.swept).toContain(`${type}@${region}`);

      const refs = new Set(unseen.map(({ providerRef }) => providerRef));
      const costing = catalogueOf('AWS').checks.filter(
        ({ resourceType, neededActions }) => resourceType === type && neededActions.includes(action),
      );
      for (const { id } of costing) {
        const unknown = seen.judgements.filter(
          ({ checkId, providerRef, outcome }) => checkId === id && refs.has(providerRef) && outcome === 'unknown',
        );
        expect(unknown.length).toBeGreaterThan(0);
        for (const { message } of unknown) expect(message).toContain(action);
      }
      const others = checksOn(type).filter((check) => !costing.some(({ id }) => id === check.id));
      for (const { id } of others)
        expect(seen.judgements.some(({ checkId, outcome }) => checkId === id && outcome === 'unknown')).toBe(false);
    });
  },
);

describe('every service', () => {
  const services = planServices('AWS').map(({ service }) => service);

  it.each(planServices('AWS').flatMap(({ nativeSources }) => nativeSources.flatMap(({ actions }) => actions)))(
    'that is denied %s has a gap and sweeps no findings',
    async (action) => {
      await world.setFaults({ match: { action }, effect: 'deny' });
      const seen = await world.run(serviceOf(action), home);
      expect(seen.gaps).toEqual([expect.objectContaining({ action, reason: 'DENIED' })]);
      expect(seen.nativeSwept).toEqual([]);
    },
  );

  it.each(services)('%s asks again when it is throttled', async (service) => {
    const region = jobRegionOf(service);
    await world.setFaults({ match: { action: `${service}:*` }, effect: 'throttle', times: 2 });
    const seen = await world.run(service, region);
    expect(seen.gaps.filter(({ reason }) => reason !== 'NOT_ENABLED')).toEqual([]);
    expect(seen.swept.length + seen.nativeSwept.length).toBeGreaterThan(0);
  });

  it.each(services)('%s that stays throttled has a gap that says so, and sweeps nothing', async (service) => {
    await world.setFaults({ match: { action: `${service}:*` }, effect: 'throttle' });
    const seen = await world.run(service, jobRegionOf(service), { maxAttempts: 1 });
    expect(seen.gaps.length).toBeGreaterThan(0);
    expect(seen.gaps.every(({ reason }) => reason === 'THROTTLED')).toBe(true);
    expect([...seen.swept, ...seen.nativeSwept]).toEqual([]);
    expect(seen.assets).toEqual([]);
  });

  it.each(services)('%s that cannot be reached has a gap that says so', async (service) => {
    await world.setFaults({ match: { action: `${service}:*` }, effect: 'drop' });
    const seen = await world.run(service, jobRegionOf(service), { maxAttempts: 1 });
    expect(seen.gaps.length).toBeGreaterThan(0);
    expect(seen.gaps.every(({ reason }) => reason === 'UNREACHABLE')).toBe(true);
    expect([...seen.swept, ...seen.nativeSwept]).toEqual([]);
  });

  it.each(services.filter((service) => plannedService({ provider: 'AWS', service }).scope === 'region'))(
    '%s in a region that is off has one gap',
    async (service) => {
      const seen = await world.run(service, 'ap-southeast-2');
      const { resourceTypes } = plannedService({ provider: 'AWS', service });
      expect(seen.gaps).toEqual([expect.objectContaining({ region: 'ap-southeast-2', reason: 'REGION_NOT_ENABLED', resourceTypes })]);
      expect([...seen.judgements, ...seen.swept, ...seen.nativeSwept]).toEqual([]);
    },
  );

  it.each(services)('%s says when its lease has expired', async (service) => {
    await world.setFaults({ match: { action: `${service}:*` }, effect: 'expired' });
    await expect(world.run(service, jobRegionOf(service))).rejects.toBeInstanceOf(LeaseExpired);
  });
});

describe('a key that is no longer good', () => {
  it('is the end of the lease, not a region that is off', async () => {
    const lease = { ...world.lease, accessKeyId: 'ASIANOBODYKNOWSTHIS1' };
    for (const region of [home, abroad]) await expect(world.run('ec2', region, { lease })).rejects.toBeInstanceOf(LeaseExpired);
  });
});

describe('cancelling', () => {
  it('ends a job that waits for the provider', async () => {
    await world.setFaults({ match: { action: 'ec2:DescribeInstances' }, effect: 'hang' });
    const cancellation = new AbortController();
    const job = world.run('ec2', home, { signal: cancellation.signal });
    cancellation.abort(new Error('cancelled'));
    await expect(job).rejects.toThrow('cancelled');
  });
});
