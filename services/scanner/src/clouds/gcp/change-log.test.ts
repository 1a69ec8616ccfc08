import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import { readChanges } from '../testing/read-changes.ts';
import { canary } from '../testing/simulated-cloud.ts';
import { gcpChangeLog } from './change-log.ts';
import { fakeGoogle, projectId, type FakeGoogle } from './testing/fake-google.ts';
import { simulatedGcp, type SimulatedGcp } from './testing/simulated-gcp.ts';
import { runService } from '../../collectors/testing/run-jobs.ts';

describe('the changes of a project', () => {
  let gcp: SimulatedGcp;
  beforeAll(async () => {
    gcp = await simulatedGcp(300);
  });
  afterEach(() => gcp.simulator.faults.clear());
  afterAll(() => gcp.simulator.stop());

  it('are those that the simulator’s audit log has, on all pages, the latest first, without what people sent', async () => {
    const changes = await readChanges(gcpChangeLog, gcp.open('global', { pageSize: 7 }));

    expect(changes.length).toBeGreaterThan(40);
    const times = changes.map(({ at }) => at.getTime());
    expect(times).toEqual(times.toSorted((one, other) => other - one));
    expect(Math.min(...times)).toBeGreaterThan(Date.now() - 6 * 86_400_000);
    expect(new Set(changes.map(({ kind }) => kind))).toEqual(new Set(['created-or-changed', 'deleted']));
    expect(JSON.stringify(changes)).not.toContain(canary);
  });

  it('name resources as the collectors do', async () => {
    const changes = await readChanges(gcpChangeLog, gcp.open('global'), { since: new Date(Date.now() - 30 * 86_400_000) });
    const assets = new Set<string>();
    for (const [service, region] of [
      ['compute', gcp.regions[0]!],
      ['sql', gcp.regions[0]!],
      ['storage', 'global'],
      ['vpc', 'global'],
      ['iam', 'global'],
    ] as const) {
      for (const { providerRef } of (await runService(gcp, service, region)).assets) assets.add(providerRef);
    }
    expect(changes.filter(({ resourceRef }) => !assets.has(resourceRef))).toEqual([]);
  });

  it('are fewer since a later moment', async () => {
    const session = gcp.open('global');
    const [latest, older] = await Promise.all(
      [2, 20].map((days) => readChanges(gcpChangeLog, session, { since: new Date(Date.now() - days * 86_400_000) })),
    );
    expect(latest!.length).toBeLessThan(older!.length);
    expect(older!.slice(0, latest!.length)).toEqual(latest);
  });

  it('are not seen without the permission, which is named', async () => {
    const lease = await gcp.leaseOf(['cloudasset.assets.listResource']);
    const session = gcp.open('global', { lease });
    const error: unknown = await readChanges(gcpChangeLog, session).catch((refused: unknown) => refused);
    expect((await session.explain(error)).failure).toMatchObject({ kind: 'gap', reason: 'DENIED', action: gcpChangeLog.actions[0] });
  });
});

describe('an entry', () => {
  let google: FakeGoogle;
  beforeAll(async () => {
    google = await fakeGoogle();
  });
  afterAll(() => google.stop());

  const instance = `projects/${projectId}/zones/us-central1-a/instances/web`;
  const entry = (methodName: string, resourceName: string | undefined, more: object = {}, serviceName = 'compute.googleapis.com') => ({
    timestamp: '2026-01-10T11:00:00.5Z',
    protoPayload: { serviceName, methodName, resourceName, status: {}, ...more },
  });
  const changes = (...entries: object[]) => {
    google.answer(() => ({ body: { entries } }));
    return readChanges(gcpChangeLog, google.session(), { since: new Date('2026-01-10T10:00:00Z'), now: new Date('2026-01-10T12:00:00Z') });
  };
  const only = async (...args: Parameters<typeof entry>) => (await changes(entry(...args)))[0];

  it('tells what was done, when, and to what', async () => {
    expect(await changes(entry('v1.compute.instances.setMetadata', instance))).toEqual([
      {
        at: new Date('2026-01-10T11:00:00.500Z'),
        action: 'v1.compute.instances.setMetadata',
        resourceRef: `//compute.googleapis.com/${instance}`,
        kind: 'created-or-changed',
      },
    ]);
  });

  it('is asked for in the one log of what administrators do, from a little before', async () => {
    await changes();
    const { body } = google.requests[0]!;
    expect(body.resourceNames).toEqual([`projects/${projectId}`]);
    expect(body.filter).toBe(
      `logName="projects/${projectId}/logs/cloudaudit.googleapis.com%2Factivity" AND timestamp>="2026-01-10T09:50:00.000Z" AND timestamp<="2026-01-10T12:00:00.000Z"`,
    );
  });

  it('is left out when it failed, when it has only begun, and when it is about nothing', async () => {
    const begun = { ...entry('v1.compute.instances.insert', instance), operation: { id: 'o', first: true } };
    const ended = { ...entry('v1.compute.instances.insert', instance), operation: { id: 'o', last: true } };
    const atOnce = { ...entry('v1.compute.instances.insert', instance), operation: { id: 'p', first: true, last: true } };
    const failed = entry('v1.compute.instances.insert', instance, { status: { code: 7, message: 'denied' } });
    expect(await changes(begun, failed, entry('v1.compute.instances.insert', undefined), { timestamp: '2026-01-10T11:00:00Z' })).toEqual([]);
    expect(await changes(begun, ended, atOnce)).toHaveLength(2);
  });

  it.each([
    ['v1.compute.instances.delete', instance, 'compute.googleapis.com'],
    ['storage.buckets.delete', 'projects/_/buckets/b', 'storage.googleapis.com'],
    ['cloudsql.instances.delete', `projects/${projectId}/instances/i`, 'cloudsql.googleapis.com'],
    ['google.iam.admin.v1.DeleteServiceAccount', 'projects/-/serviceAccounts/123', 'iam.googleapis.com'],
    ['google.iam.admin.v1.DeleteServiceAccountKey', 'projects/-/serviceAccounts/123/keys/k', 'iam.googleapis.com'],
    ['google.logging.v2.ConfigServiceV2.DeleteSink', `projects/${projectId}/sinks/s`, 'logging.googleapis.com'],
    [
      'google.devtools.artifactregistry.v1.ArtifactRegistry.DeleteRepository',
      `projects/${projectId}/locations/eu/repositories/r`,
      'artifactregistry.googleapis.com',
    ],
  ])('says by %s that the resource is gone', async (method, name, service) => {
    expect(await only(method, name, {}, service)).toMatchObject({ kind: 'deleted' });
  });

  it.each([
    ['cloudsql.users.delete', `projects/${projectId}/instances/i`, 'cloudsql.googleapis.com'],
    ['v1.compute.instances.deleteAccessConfig', instance, 'compute.googleapis.com'],
    ['google.container.v1.ClusterManager.DeleteNodePool', `projects/${projectId}/locations/l/clusters/c`, 'container.googleapis.com'],
  ])('says by %s that what it lies in has changed', async (method, name, service) => {
    expect(await only(method, name, {}, service)).toMatchObject({ kind: 'created-or-changed', resourceRef: `//${service}/${name}` });
  });

  it.each([
    ['projects/_/buckets/b/objects/o', 'storage.googleapis.com', '//storage.googleapis.com/b'],
    ['projects/-/serviceAccounts/123', 'iam.googleapis.com', `//iam.googleapis.com/projects/${projectId}/serviceAccounts/123`],
    ['projects/123456789012/sinks/s', 'logging.googleapis.com', `//logging.googleapis.com/projects/${projectId}/sinks/s`],
  ])('of %s names what inventory knows', async (name, service, resourceRef) => {
    expect(await only('update', name, {}, service)).toMatchObject({ resourceRef });
  });

  it('of a creation names what was created, where the answer says it', async () => {
    const parent = `projects/${projectId}/locations/europe`;
    const key = `${parent}/keyRings/r/cryptoKeys/k`;
    expect(await only('CreateCryptoKey', parent, { response: { name: key } }, 'cloudkms.googleapis.com')).toMatchObject({
      resourceRef: `//cloudkms.googleapis.com/${key}`,
    });
    for (const name of [`${parent}/operations/o`, 'web', 7, undefined])
      expect(await only('v1.compute.instances.insert', instance, { response: { name } })).toMatchObject({
        resourceRef: `//compute.googleapis.com/${instance}`,
      });
  });
});
