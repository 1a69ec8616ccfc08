import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import { catalogueOf } from '../catalogue.ts';
import { cloudOf } from '../clouds/clouds.ts';
import { readChanges } from '../clouds/testing/read-changes.ts';
import { canary, type SimulatedCloud } from '../clouds/testing/simulated-cloud.ts';
import { unseenRef } from '../collection/collection.ts';
import { checksOn, planServices, plannedService } from '../collection/plan-services.ts';
import { actionsOf } from '../collector/collector.ts';
import { LeaseExpired } from '../collector/lease-expired.ts';
import { firstRegionOf, runAll, runService, type Yielded } from './testing/run-jobs.ts';
import { scannedClouds } from './testing/scanned-clouds.ts';

describe.each(scannedClouds)('on $provider', ({ provider, start, counted, paged, hasClosedRegions, besideSecret }) => {
  const services = planServices(provider);
  let cloud: SimulatedCloud;
  beforeAll(async () => {
    cloud = await start();
  });
  afterEach(() => cloud.simulator.faults.clear());
  afterAll(() => cloud.simulator.stop());

  /** Makes calls that take one of a service's actions go wrong. */
  const failing = (service: string, effect: 'throttle' | 'drop' | 'expired'): Promise<void> =>
    cloud.simulator.faults.set(plannedService({ provider, service }).actions.map((action) => ({ match: { action }, effect })));

  describe('a full scan', () => {
    let seen: Yielded;
    let calledActions: Set<string>;

    beforeAll(async () => {
      await cloud.simulator.clearRecorded();
      seen = await runAll(cloud, { pageSize: 5 });
      await readChanges(cloudOf(provider).changeLog, cloud.open('global'));
      calledActions = new Set((await cloud.simulator.recorded({ accountId: cloud.accountId })).flatMap(({ actions }) => actions));
    });

    it.each(Object.entries(counted))('finds every %s, each once, on whatever page', async (type, simulated) => {
      const count = (await cloud.counts())[simulated]!;
      const refs = seen.assets.filter((asset) => asset.type === type).map(({ providerRef }) => providerRef);

      expect(count).toBeGreaterThan(0);
      expect(refs).toHaveLength(count);
      expect(new Set(refs).size).toBe(refs.length);
    });

    it('finds something of every type that is declared', () => {
      const found = new Set(seen.assets.map(({ type }) => type));
      expect([...found].toSorted()).toEqual(services.flatMap(({ resourceTypes }) => resourceTypes).toSorted());
    });

    it('spreads what does not fit on one page over several', () => {
      const pages = seen.pages.filter(({ assets }) => assets[0]?.type === paged);
      expect(pages.length).toBeGreaterThan(2);
      expect(Math.max(...pages.map(({ assets }) => assets.length))).toBe(5);
    });

    it('sweeps every type in every region, and every native source', () => {
      const scopesOf = (scope: 'region' | 'global'): readonly string[] => (scope === 'global' ? ['global'] : cloud.regions);
      const types = services.flatMap(({ scope, resourceTypes }) =>
        scopesOf(scope).flatMap((region) => resourceTypes.map((type) => `${type}@${region}`)),
      );
      const sources = services.flatMap(({ nativeSources }) =>
        nativeSources.flatMap(({ scope, source }) => scopesOf(scope).map((region) => `${source}@${region}`)),
      );
      expect(seen.swept.toSorted()).toEqual(types.toSorted());
      expect(seen.nativeSwept.toSorted()).toEqual(sources.toSorted());
    });

    it('has no gap but sources of findings that are off', () => {
      expect(seen.gaps.filter(({ reason, resourceTypes }) => reason !== 'NOT_ENABLED' || resourceTypes.length > 0)).toEqual([]);
    });

    it('judges every resource by every check on its type', () => {
      for (const { id, resourceType } of catalogueOf(provider).checks) {
        const judged = seen.judgements.filter(({ checkId }) => checkId === id);
        expect({ id, judged: judged.length }).toEqual({ id, judged: seen.assets.filter(({ type }) => type === resourceType).length });
        expect(judged.filter(({ outcome }) => outcome === 'unknown')).toEqual([]);
      }
    });

    it('calls exactly the actions that the collectors and the change log declare', () => {
      const declared = [...catalogueOf(provider).actions.map(({ action }) => action), ...cloudOf(provider).changeLog.actions];
      expect([...calledActions].toSorted()).toEqual([...new Set(declared)].toSorted());
    });

    it('lets no planted secret through', () => {
      const everything = JSON.stringify(seen);
      expect(everything).toContain(besideSecret);
      expect(everything).not.toContain(canary);
      expect(everything).not.toContain(Buffer.from(canary).toString('base64'));
    });
  });

  describe.each(services.flatMap(({ collectors }) => collectors.map((collector) => [collector.resource.type, collector] as const)))(
    'the collector of %s',
    (type, collector) => {
      it.each(collector.actions)('that is denied %s has a gap, sweeps nothing, and passes nothing', async (action) => {
        await cloud.simulator.faults.set([{ match: { action }, effect: 'deny' }]);
        const region = firstRegionOf(cloud, collector.service);
        const seen = await runService(cloud, collector.service);

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
        await cloud.simulator.faults.set([{ match: { action }, effect: 'deny' }]);
        const seen = await runService(cloud, collector.service);
        const assets = seen.assets.filter((asset) => asset.type === type);
        const unseen = assets.filter(({ configuration }) => (configuration['unseen'] as Record<string, string> | undefined)?.[field] === action);

        expect(seen.gaps).toContainEqual(expect.objectContaining({ action, reason: 'DENIED', resourceTypes: [type] }));
        expect(unseen.length).toBeGreaterThan(0);
        expect(unseen.every(({ configuration }) => !(field in configuration))).toBe(true);
        expect(seen.swept).toContain(`${type}@${firstRegionOf(cloud, collector.service)}`);

        const refs = new Set(unseen.map(({ providerRef }) => providerRef));
        const costing = catalogueOf(provider).checks.filter(
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
        for (const { id } of others) expect(seen.judgements.some(({ checkId, outcome }) => checkId === id && outcome === 'unknown')).toBe(false);
      });
    },
  );

  const sources = services.flatMap(({ service, nativeSources }) =>
    nativeSources.flatMap(({ source, actions }) => actions.map((action) => ({ service, source, action }))),
  );

  it.each(sources)('$source that is denied $action has a gap and sweeps no findings', async ({ service, source, action }) => {
    await cloud.simulator.faults.set([{ match: { action }, effect: 'deny' }]);
    const seen = await runService(cloud, service);
    expect(seen.gaps).toContainEqual(expect.objectContaining({ action, reason: 'DENIED', resourceTypes: [] }));
    expect(seen.nativeSwept).not.toContain(`${source}@${firstRegionOf(cloud, service)}`);
  });

  describe.each(services.map(({ service }) => service))('%s', (service) => {
    it('asks again when it is throttled', async () => {
      // One action: Azure asks for a second's pause each time.
      const [action] = plannedService({ provider, service }).actions;
      await cloud.simulator.faults.set([{ match: { action }, effect: 'throttle', times: 2 }]);
      const seen = await runService(cloud, service);
      expect(seen.gaps.filter(({ reason }) => reason !== 'NOT_ENABLED')).toEqual([]);
      expect(seen.swept.length + seen.nativeSwept.length).toBeGreaterThan(0);
    });

    it.each([
      ['throttle', 'THROTTLED'],
      ['drop', 'UNREACHABLE'],
    ] as const)('that meets "%s" each time has gaps that say %s, and sweeps nothing', async (effect, expected) => {
      await failing(service, effect);
      const seen = await runService(cloud, service, undefined, { maxAttempts: 1 });
      expect(seen.gaps.length).toBeGreaterThan(0);
      expect(seen.gaps.every(({ reason }) => reason === expected)).toBe(true);
      expect([...seen.swept, ...seen.nativeSwept]).toEqual([]);
      expect(seen.assets).toEqual([]);
    });

    it('says when its lease has expired', async () => {
      await failing(service, 'expired');
      await expect(runService(cloud, service)).rejects.toBeInstanceOf(LeaseExpired);
    });
  });

  const regionalServices = services.filter(({ scope }) => scope === 'region').map(({ service }) => service);
  if (hasClosedRegions) {
    it.each(regionalServices)('%s in a region that is off has one gap', async (service) => {
      const region = await cloud.closeRegion();
      const seen = await runService(cloud, service, region);
      const { resourceTypes } = plannedService({ provider, service });
      expect(seen.gaps).toEqual([expect.objectContaining({ region, reason: 'REGION_NOT_ENABLED', resourceTypes })]);
      expect([...seen.judgements, ...seen.swept, ...seen.nativeSwept]).toEqual([]);
    });
  }

  it('a job that waits for the provider ends when it is cancelled', async () => {
    const { service, actions } = services[0]!;
    await cloud.simulator.faults.set(actions.map((action) => ({ match: { action }, effect: 'hang' })));
    const cancellation = new AbortController();
    const job = runService(cloud, service, undefined, { signal: cancellation.signal });
    cancellation.abort(new Error('cancelled'));
    await expect(job).rejects.toThrow('cancelled');
  });
});
